package org.steermesh.eval.domain.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.effects.Suite;
import org.steermesh.eval.domain.judging.Judge;

/** What studies of steered models declared, as terms and texts. */
final class SteeredTerms {

  private SteeredTerms() {}

  static Map<String, String> of(OpenEndedStudy study) {
    Map<String, String> terms = steered(study.steered());
    var source = study.asked().source();
    terms.put(
        "prompts",
        source.dataset().isEmpty()
            ? source.count() + " of the declaration"
            : "%d of %s from item %d, digest %s"
                .formatted(source.count(), source.dataset(), source.first(), source.digest()));
    terms.put(
        "settings",
        study.asked().settings().stream()
            .map(OpenEndedStudy.Setting::label)
            .collect(Collectors.joining(", ")));
    terms.put("answer prefix", study.asked().answerPrefix());
    terms.put("shown as", study.asked().layout().template());
    terms.put("drawn with", study.writing().drawing().toString());
    terms.put("seed", Long.toString(study.writing().seed()));
    terms.put("texts per prompt", Integer.toString(study.writing().samples()));
    terms.put("judges", study.judges().stream().map(Judge::name).collect(Collectors.joining(", ")));
    terms.put(
        "repetitive from",
        "compression ratio %s or repeated span %s"
            .formatted(
                Numbers.plain(study.repetition().compressionRatio()),
                Numbers.plain(study.repetition().repeatedSpan())));
    return terms;
  }

  static Map<String, String> of(SideEffectStudy study) {
    Map<String, String> terms = steered(study.steered());
    for (Suite suite : study.suites()) {
      terms.put(
          suite.name(),
          switch (suite) {
            case Suite.Pairs pairs ->
                "%d items of %s from item %d, digest %s"
                    .formatted(
                        pairs.items().count(),
                        pairs.items().dataset(),
                        pairs.items().first(),
                        pairs.digest());
            case Suite.Choices choices ->
                "at most %d items of %s by their letters, seed %d, %s, digest %s"
                    .formatted(
                        choices.draw().most(),
                        choices.draw().dataset(),
                        choices.draw().seed(),
                        choices.rendering().name().toLowerCase(Locale.ROOT),
                        choices.digest());
            case Suite.Truth truth -> truth.items().size() + " questions of the declaration";
            case Suite.Neutral neutral -> neutral.texts().size() + " texts of the declaration";
          });
    }
    return terms;
  }

  private static Map<String, String> steered(Steering.Comparison steered) {
    Map<String, String> terms = new LinkedHashMap<>();
    terms.put("model", steered.model());
    for (Arm arm : steered.arms()) {
      String gate = arm.gate().map(each -> ", only " + each).orElse("");
      terms.put(arm.label(), arm.vector() + ", " + arm.site() + gate);
    }
    terms.put(
        "strengths",
        steered.strengths().stream().map(Numbers::strength).collect(Collectors.joining(", ")));
    return terms;
  }
}
