package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.effects.SideEffectSummary;
import org.steermesh.eval.domain.effects.SideEffectSummary.Measured;
import org.steermesh.eval.domain.effects.SideEffectSummary.SuiteCell;
import org.steermesh.eval.domain.judging.OpenEndedSummary;
import org.steermesh.eval.domain.judging.OpenEndedSummary.CellGrades;
import org.steermesh.eval.domain.judging.OpenEndedSummary.JudgeGrades;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** The rows of studies of steered models, each kind with its head. */
final class SteeredCsv {

  private static final List<String> GRADES =
      List.of(
          "evaluation",
          "behaviour",
          "setting",
          "arm",
          "strength",
          "judge",
          "grade",
          "grade_low",
          "grade_high",
          "prompts",
          "graded_texts",
          "ungraded_reasons",
          "change",
          "change_low",
          "change_high",
          "change_prompts",
          "texts",
          "mean_tokens",
          "distinct_1",
          "distinct_2",
          "distinct_3",
          "repeated_span",
          "compression_ratio",
          "repetitive_texts",
          "unwritten_reasons",
          "largest_relative_dose");

  private static final List<String> EFFECTS =
      List.of(
          "evaluation",
          "suite",
          "arm",
          "strength",
          "measure",
          "value",
          "value_low",
          "value_high",
          "items",
          "tokens",
          "unscored_reasons",
          "change",
          "change_low",
          "change_high",
          "right_to_wrong",
          "wrong_to_right",
          "largest_relative_dose");

  private SteeredCsv() {}

  /** A row per cell and judge; of a study without judges, a row per cell. */
  static List<List<String>> openEnded(Evaluation evaluation, OpenEndedStudy study) {
    OpenEndedSummary summary =
        OpenEndedSummary.of(
            study,
            evaluation.results().findings(),
            evaluation.declaration().analysis().bootstrap());
    List<List<String>> rows = new ArrayList<>(List.of(GRADES));
    for (CellGrades cell : summary.cells()) {
      for (int judge = 0; judge < Math.max(1, study.judges().size()); judge++) {
        List<String> row = new ArrayList<>();
        row.add(evaluation.id());
        row.add(CsvReport.text(study.behaviour()));
        row.add(cell.place().setting().name());
        row.addAll(steered(cell.place().cell()));
        row.addAll(
            study.judges().isEmpty()
                ? List.of("", "", "", "", "", "", "", "", "", "", "")
                : grades(study.judges().get(judge).name(), cell.grades().get(judge)));
        row.addAll(facts(cell));
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> grades(String judge, JudgeGrades grades) {
    Interval interval = grades.mean().map(MeanEstimate::interval).orElse(Interval.UNKNOWN);
    Optional<MeanEstimate> change = grades.change();
    Interval changed = change.map(MeanEstimate::interval).orElse(Interval.UNKNOWN);
    return List.of(
        CsvReport.text(judge),
        CsvReport.number(grades.mean().map(MeanEstimate::mean).orElse(Double.NaN)),
        CsvReport.number(interval.low()),
        CsvReport.number(interval.high()),
        Integer.toString(grades.byPrompt().size()),
        Integer.toString(grades.graded()),
        reasons(grades.ungraded()),
        CsvReport.number(change.map(MeanEstimate::mean).orElse(Double.NaN)),
        CsvReport.number(changed.low()),
        CsvReport.number(changed.high()),
        change.map(c -> Integer.toString(c.count())).orElse(""));
  }

  private static List<String> facts(CellGrades cell) {
    var facts = cell.facts();
    return List.of(
        Integer.toString(facts.count()),
        CsvReport.number(facts.meanTokens()),
        CsvReport.number(facts.distinct().get(0)),
        CsvReport.number(facts.distinct().get(1)),
        CsvReport.number(facts.distinct().get(2)),
        CsvReport.number(facts.repeatedSpan()),
        CsvReport.number(facts.compressionRatio()),
        Integer.toString(facts.repetitive()),
        reasons(cell.unwritten()),
        CsvReport.number(cell.largestDose()));
  }

  /** A row per suite, cell and measure. */
  static List<List<String>> sideEffects(Evaluation evaluation, SideEffectStudy study) {
    SideEffectSummary summary =
        SideEffectSummary.of(
            study,
            evaluation.results().findings(),
            evaluation.declaration().analysis().bootstrap());
    List<List<String>> rows = new ArrayList<>(List.of(EFFECTS));
    for (SuiteCell cell : summary.cells()) {
      for (Measured measure : cell.measures()) {
        List<String> row = new ArrayList<>();
        row.add(evaluation.id());
        row.add(CsvReport.text(cell.suite().name()));
        row.addAll(steered(cell.cell()));
        row.addAll(numbers(measure, cell));
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<String> numbers(Measured measure, SuiteCell cell) {
    Optional<SideEffectSummary.Change> change = measure.change();
    Interval changed = change.map(SideEffectSummary.Change::interval).orElse(Interval.UNKNOWN);
    return List.of(
        measure.name(),
        CsvReport.number(measure.value()),
        CsvReport.number(measure.interval().low()),
        CsvReport.number(measure.interval().high()),
        Integer.toString(measure.items()),
        Long.toString(measure.tokens()),
        reasons(cell.unscored()),
        CsvReport.number(change.map(SideEffectSummary.Change::value).orElse(Double.NaN)),
        CsvReport.number(changed.low()),
        CsvReport.number(changed.high()),
        measure.flips().map(flips -> Integer.toString(flips.rightToWrong())).orElse(""),
        measure.flips().map(flips -> Integer.toString(flips.wrongToRight())).orElse(""),
        CsvReport.number(cell.largestDose()));
  }

  private static List<String> steered(Cell cell) {
    return cell.changes().stream()
        .findFirst()
        .map(change ->
            List.of(CsvReport.text(change.arm().label()), CsvReport.number(change.strength())))
        .orElse(List.of("", "0"));
  }

  private static String reasons(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .map(reason -> reason.getKey() + "=" + reason.getValue())
        .collect(Collectors.joining(";"));
  }
}
