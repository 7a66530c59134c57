package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import org.steermesh.eval.domain.judging.Verdict;

/** What a study has newly found, in words. */
public final class StudyNews {

  private StudyNews() {}

  /**
   * A line for every finding whose step is not in {@code told}, in the order of the work.
   *
   * @param told steps that were told of; those told of now are added
   */
  public static List<String> of(
      Study study, SortedMap<String, Finding> findings, Set<String> told) {
    return switch (study) {
      case OpenEndedStudy open -> openEnded(open, findings, told);
      case SideEffectStudy effects -> sideEffects(effects, findings, told);
      case PasStudy _ -> searches(findings, told);
    };
  }

  /** Of a search, what was chosen in each seed. */
  private static List<String> searches(SortedMap<String, Finding> findings, Set<String> told) {
    List<String> news = new ArrayList<>();
    findings.forEach((step, finding) -> {
      if (told.add(step) && finding instanceof PasFinding.Plan plan) {
        for (PasFinding.Test test : plan.tests()) {
          if (!Double.isNaN(test.validationAccuracy())) {
            news.add(
                "task and seed %s: %s chosen, accuracy on validation %s (n = %d)"
                    .formatted(
                        step.replace("/plan", ""),
                        test.label(),
                        number(test.validationAccuracy()),
                        plan.validationCount()));
          }
        }
      }
    });
    return news;
  }

  private static List<String> openEnded(
      OpenEndedStudy study, SortedMap<String, Finding> findings, Set<String> told) {
    List<String> news = new ArrayList<>();
    for (OpenEndedStudy.Batch batch : study.batches()) {
      String place =
          "%s, %s, prompts %d to %d: "
              .formatted(
                  batch.setting().label(), steered(batch.cell()), batch.from() + 1, batch.to());
      if (findings.get(batch.written()) instanceof OpenEndedFinding.Texts texts
          && told.add(batch.written())) {
        long written = texts.texts().stream().filter(OpenEndedFinding.Text::isWritten).count();
        news.add(place + written + " of " + texts.texts().size() + " texts written");
      }
      for (int judge = 0; judge < study.judges().size(); judge++) {
        String step = batch.graded(judge);
        if (findings.get(step) instanceof OpenEndedFinding.Grades grades && told.add(step)) {
          news.add(place + study.judges().get(judge).name() + " gives " + graded(grades));
        }
      }
    }
    return news;
  }

  private static String graded(OpenEndedFinding.Grades grades) {
    OptionalDouble mean =
        grades.verdicts().stream()
            .map(Verdict::grade)
            .flatMapToDouble(OptionalDouble::stream)
            .average();
    long count = grades.verdicts().stream().filter(each -> each.grade().isPresent()).count();
    return (mean.isPresent() ? number(mean.getAsDouble()) : "no grade")
        + " ("
        + count
        + " of "
        + grades.verdicts().size()
        + " texts graded)";
  }

  private static List<String> sideEffects(
      SideEffectStudy study, SortedMap<String, Finding> findings, Set<String> told) {
    List<String> news = new ArrayList<>();
    for (SideEffectStudy.Part part : study.parts()) {
      if (findings.get(part.step()) instanceof SideEffectFinding finding && told.add(part.step())) {
        List<String> means = new ArrayList<>();
        finding
            .values()
            .forEach((name, values) ->
                means.add(
                    name
                        + " "
                        + number(
                            values.stream()
                                .mapToDouble(Double::doubleValue)
                                .filter(value -> !Double.isNaN(value))
                                .average()
                                .orElse(Double.NaN))));
        news.add(
            "%s, %s: %s per item"
                .formatted(
                    study.suites().get(part.suite()).name(),
                    steered(part.cell()),
                    String.join(", ", means)));
      }
    }
    return news;
  }

  private static String steered(Cell cell) {
    return cell.changes().stream()
        .findFirst()
        .map(change ->
            change.arm().label() + String.format(Locale.ROOT, " %+.3g", change.strength()))
        .orElse("unsteered");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
