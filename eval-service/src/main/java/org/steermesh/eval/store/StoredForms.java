package org.steermesh.eval.store;

import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.ANY;
import static com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility.NONE;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.OpenEndedFinding;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.Perplexity;
import org.steermesh.eval.domain.SideEffectFinding;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.effects.Suite;
import org.steermesh.eval.domain.judging.Judge;

/** The domain's records as JSON, components as fields; doubles keep every bit. */
final class StoredForms {

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .visibility(PropertyAccessor.ALL, NONE)
          .visibility(PropertyAccessor.FIELD, ANY)
          .visibility(PropertyAccessor.CREATOR, ANY)
          // What came later than a stored evaluation is left out where it is empty, so that an
          // equal
          // declaration is still written the same.
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
          .addMixIn(Steering.class, SteeringForm.class)
          .addMixIn(Judge.class, JudgeForm.class)
          .addMixIn(Suite.class, SuiteForm.class)
          .addMixIn(Finding.class, FindingForm.class)
          .build();

  /** A result without its cell, which the declaration and the index tell. */
  private record StoredCell(
      BehaviourScore score,
      Optional<BehaviourScore> second,
      Optional<Perplexity> perplexity,
      double largestRelativeDose) {}

  /** Designs are told apart by their fields: those of a sweep have no mark of their kind. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  @JsonSubTypes({
    @JsonSubTypes.Type(Steering.Sweep.class),
    @JsonSubTypes.Type(Steering.Comparison.class),
    @JsonSubTypes.Type(Steering.Composition.class),
    @JsonSubTypes.Type(PasStudy.class),
    @JsonSubTypes.Type(OpenEndedStudy.class),
    @JsonSubTypes.Type(SideEffectStudy.class)
  })
  private interface SteeringForm {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = PasFinding.Vectors.class, name = "pas-vectors"),
    @JsonSubTypes.Type(value = PasFinding.Answers.class, name = "pas-answers"),
    @JsonSubTypes.Type(value = PasFinding.Plan.class, name = "pas-plan"),
    @JsonSubTypes.Type(value = PasFinding.End.class, name = "pas-end"),
    @JsonSubTypes.Type(value = OpenEndedFinding.Texts.class, name = "texts"),
    @JsonSubTypes.Type(value = OpenEndedFinding.Grades.class, name = "grades"),
    @JsonSubTypes.Type(value = SideEffectFinding.class, name = "side-effects")
  })
  private interface FindingForm {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Judge.Endpoint.class, name = "endpoint"),
    @JsonSubTypes.Type(value = Judge.Model.class, name = "model"),
    @JsonSubTypes.Type(value = Judge.Lexical.class, name = "lexical")
  })
  private interface JudgeForm {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Suite.Pairs.class, name = "pairs"),
    @JsonSubTypes.Type(value = Suite.Truth.class, name = "truth"),
    @JsonSubTypes.Type(value = Suite.Neutral.class, name = "neutral"),
    @JsonSubTypes.Type(value = Suite.Choices.class, name = "choices")
  })
  private interface SuiteForm {}

  String write(Object stored) {
    try {
      return json.writeValueAsString(stored);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> T read(byte[] stored, Class<T> type) {
    try {
      return json.readValue(stored, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String writeFinding(Finding finding) {
    try {
      return json.writerFor(Finding.class).writeValueAsString(finding);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  String writeCell(CellResult result) {
    return write(
        new StoredCell(
            result.score(), result.second(), result.perplexity(), result.largestRelativeDose()));
  }

  CellResult readCell(Cell cell, byte[] stored) {
    StoredCell form = read(stored, StoredCell.class);
    return new CellResult(
        cell, form.score(), form.second(), form.perplexity(), form.largestRelativeDose());
  }
}
