package org.steermesh.eval.domain.judging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.OpenEndedFinding.Grades;
import org.steermesh.eval.domain.OpenEndedFinding.Text;
import org.steermesh.eval.domain.OpenEndedFinding.Texts;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.OpenEndedStudy.Batch;
import org.steermesh.eval.domain.OpenEndedStudy.Setting;
import org.steermesh.eval.domain.statistics.Agreement;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/**
 * What the findings of a study say together.
 *
 * @param cells of which a text was written, setting by setting, the unsteered model first
 * @param agreements of every two judges, and of all where there are more
 * @param uses what every judge cost, in their order
 */
public record OpenEndedSummary(List<CellGrades> cells, List<Agreed> agreements, List<Use> uses) {

  /**
   * The texts of one setting and cell with their grades.
   *
   * @param place setting and cell
   * @param texts every text, by prompt, then sample
   * @param verdicts of every judge, what it said, by text
   * @param grades of every judge, the numbers
   * @param facts what the texts are like
   */
  public record CellGrades(
      Place place,
      List<Text> texts,
      List<Map<TextKey, Verdict>> verdicts,
      List<JudgeGrades> grades,
      TextFacts facts) {

    /** Largest dose over the texts. */
    public double largestDose() {
      return texts.stream().mapToDouble(Text::largestDose).max().orElse(0);
    }

    /** Texts that could not be written, by reason. */
    public SortedMap<String, Integer> unwritten() {
      SortedMap<String, Integer> reasons = new TreeMap<>();
      texts.stream()
          .filter(text -> !text.isWritten())
          .forEach(text -> reasons.merge(text.refusal(), 1, Integer::sum));
      return reasons;
    }
  }

  /** A setting and a cell. */
  public record Place(Setting setting, Cell cell) {}

  /** One text of a cell. */
  public record TextKey(int prompt, int sample) {}

  /**
   * The numbers of one judge in one cell.
   *
   * @param mean over prompts of the mean grade of their texts; empty without a grade
   * @param byPrompt mean grade of every prompt that has one
   * @param graded texts with a grade
   * @param ungraded texts without one, by reason
   * @param change against the unsteered model, paired by prompt; empty for that itself
   */
  public record JudgeGrades(
      Optional<MeanEstimate> mean,
      SortedMap<Integer, Double> byPrompt,
      int graded,
      SortedMap<String, Integer> ungraded,
      Optional<MeanEstimate> change) {}

  /** How far these judges agree. */
  public record Agreed(List<String> judges, Agreement agreement) {}

  /** Puts the findings together. */
  public static OpenEndedSummary of(
      OpenEndedStudy study, SortedMap<String, Finding> findings, Bootstrap bootstrap) {
    Map<Place, List<Text>> texts = new LinkedHashMap<>();
    Map<Place, List<Map<TextKey, Verdict>>> verdicts = new LinkedHashMap<>();
    List<Use> uses = new ArrayList<>();
    study.judges().forEach(judge -> uses.add(Use.NONE));
    for (Batch batch : study.batches()) {
      Place place = new Place(batch.setting(), batch.cell());
      if (findings.get(batch.written()) instanceof Texts written) {
        texts.computeIfAbsent(place, absent -> new ArrayList<>()).addAll(written.texts());
      }
      for (int judge = 0; judge < uses.size(); judge++) {
        if (findings.get(batch.graded(judge)) instanceof Grades grades) {
          uses.set(judge, uses.get(judge).plus(grades.use()));
          Map<TextKey, Verdict> of =
              verdicts.computeIfAbsent(place, absent -> none(study)).get(judge);
          grades.verdicts().forEach(v -> of.put(new TextKey(v.prompt(), v.sample()), v));
        }
      }
    }
    List<CellGrades> cells = new ArrayList<>();
    Map<Setting, List<JudgeGrades>> unsteered = new LinkedHashMap<>();
    texts.forEach((place, written) -> {
      List<Map<TextKey, Verdict>> said = verdicts.getOrDefault(place, none(study));
      List<JudgeGrades> grades = new ArrayList<>();
      for (int judge = 0; judge < said.size(); judge++) {
        Optional<JudgeGrades> base = base(unsteered.get(place.setting()), judge);
        grades.add(grades(said.get(judge), base, bootstrap));
      }
      if (place.cell() instanceof Cell.Unsteered) {
        unsteered.put(place.setting(), grades);
      }
      cells.add(new CellGrades(place, List.copyOf(written), said, grades, facts(study, written)));
    });
    return new OpenEndedSummary(cells, agreements(study, cells), uses);
  }

  private static List<Map<TextKey, Verdict>> none(OpenEndedStudy study) {
    List<Map<TextKey, Verdict>> none = new ArrayList<>();
    study.judges().forEach(judge -> none.add(new LinkedHashMap<>()));
    return none;
  }

  private static Optional<JudgeGrades> base(@Nullable List<JudgeGrades> unsteered, int judge) {
    return unsteered == null ? Optional.empty() : Optional.of(unsteered.get(judge));
  }

  private static TextFacts facts(OpenEndedStudy study, List<Text> texts) {
    List<Text> written = texts.stream().filter(Text::isWritten).toList();
    return TextFacts.of(
        written.stream().map(Text::text).toList(),
        written.stream().map(Text::tokens).toList(),
        study.repetition());
  }

  private static JudgeGrades grades(
      Map<TextKey, Verdict> verdicts, Optional<JudgeGrades> unsteered, Bootstrap bootstrap) {
    SortedMap<Integer, List<Double>> byPrompt = new TreeMap<>();
    SortedMap<String, Integer> ungraded = new TreeMap<>();
    int graded = 0;
    for (Verdict verdict : verdicts.values()) {
      if (verdict.grade().isPresent()) {
        graded++;
        byPrompt
            .computeIfAbsent(verdict.prompt(), absent -> new ArrayList<>())
            .add(verdict.grade().getAsDouble());
      } else {
        ungraded.merge(verdict.reason(), 1, Integer::sum);
      }
    }
    SortedMap<Integer, Double> means = new TreeMap<>();
    byPrompt.forEach((prompt, all) ->
        means.put(prompt, all.stream().mapToDouble(Double::doubleValue).average().orElse(0)));
    double[] changes =
        unsteered
            .map(base ->
                means.entrySet().stream()
                    .mapToDouble(mean ->
                        mean.getValue() - base.byPrompt().getOrDefault(mean.getKey(), Double.NaN))
                    .filter(change -> !Double.isNaN(change))
                    .toArray())
            .orElse(new double[0]);
    return new JudgeGrades(
        mean(means.values().stream().mapToDouble(Double::doubleValue).toArray(), bootstrap),
        means,
        graded,
        ungraded,
        mean(changes, bootstrap));
  }

  private static Optional<MeanEstimate> mean(double[] values, Bootstrap bootstrap) {
    return values.length == 0 ? Optional.empty() : Optional.of(bootstrap.mean(values));
  }

  private static List<Agreed> agreements(OpenEndedStudy study, List<CellGrades> cells) {
    int count = study.judges().size();
    List<Agreed> agreements = new ArrayList<>();
    if (count > 2) {
      agreements.add(agreed(study, cells, IntStream.range(0, count).toArray()));
    }
    for (int one = 0; one < count; one++) {
      for (int other = one + 1; other < count; other++) {
        agreements.add(agreed(study, cells, new int[] {one, other}));
      }
    }
    return agreements;
  }

  /** Grades are compared as shares of each judge's own scale. */
  private static Agreed agreed(OpenEndedStudy study, List<CellGrades> cells, int[] judges) {
    List<double[]> units = new ArrayList<>();
    for (CellGrades cell : cells) {
      for (Text text : cell.texts()) {
        TextKey key = new TextKey(text.prompt(), text.sample());
        double[] unit = new double[judges.length];
        for (int i = 0; i < judges.length; i++) {
          Verdict verdict = cell.verdicts().get(judges[i]).get(key);
          unit[i] =
              verdict == null || verdict.grade().isEmpty()
                  ? Double.NaN
                  : study.judges().get(judges[i]).reply().share(verdict.grade().getAsDouble());
        }
        units.add(unit);
      }
    }
    List<String> names =
        Arrays.stream(judges).mapToObj(judge -> study.judges().get(judge).name()).toList();
    return new Agreed(names, Agreement.of(units));
  }
}
