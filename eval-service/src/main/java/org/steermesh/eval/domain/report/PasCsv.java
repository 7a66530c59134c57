package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.PasReading;
import org.steermesh.eval.domain.pas.PasResults;
import org.steermesh.eval.domain.statistics.Interval;

/** Painless activation steering as CSV: a line per validation cell, test, effect and control. */
final class PasCsv {

  static final List<String> HEAD =
      List.of(
          "evaluation",
          "row",
          "dataset",
          "category",
          "seed",
          "label",
          "block",
          "target",
          "strength",
          "measure",
          "value",
          "low",
          "high",
          "p",
          "holm_p",
          "seeds",
          "answers",
          "right_to_wrong",
          "wrong_to_right",
          "chosen",
          "reaches_effect");

  private final String name;
  private final PasResults results;

  PasCsv(Evaluation evaluation, PasStudy study) {
    this.name = evaluation.name();
    this.results = PasReading.of(evaluation, study);
  }

  /**
   * What a line is about.
   *
   * @param row which kind of line
   */
  private record Line(String row, String dataset, String category, String seed, String label) {}

  /** Numbers of a line that not every line has; empty for none. */
  private record Tail(
      String p,
      String holm,
      long seeds,
      long answers,
      String flips,
      String chosen,
      String reaches) {

    /** The number of seeds and answers alone. */
    static Tail of(long seeds, long answers) {
      return new Tail("", "", seeds, answers, ",", "", "");
    }
  }

  /** Every line, without the head. */
  List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    for (PasResults.TaskResult task : results.tasks()) {
      addCells(lines, task);
      addTests(lines, task);
      task.effects().forEach(effect -> addEffect(lines, task, "effect", effect));
      task.baselines().forEach(baseline -> addEffect(lines, task, "baseline", baseline));
    }
    for (PasResults.Pooled pooled : results.pooled()) {
      Line line = new Line("pooled", "", pooled.category(), "", pooled.label());
      Tail tail =
          new Tail(
              CsvReport.number(pooled.estimate().greater()),
              "",
              pooled.estimate().count(),
              pooled.itemCount(),
              ",",
              "",
              "");
      lines.add(
          line(
              line,
              Optional.empty(),
              pooled.estimate().mean(),
              pooled.estimate().interval(),
              tail));
    }
    return lines;
  }

  private void addCells(List<List<String>> lines, PasResults.TaskResult task) {
    for (PasResults.CellMean cell : task.cells()) {
      Line line =
          new Line(
              "validation",
              task.task().dataset(),
              task.task().category(),
              "",
              cell.way().method().label());
      Tail tail =
          new Tail(
              "",
              "",
              cell.seedCount(),
              cell.itemCount(),
              ",",
              Integer.toString(cell.chosenCount()),
              "");
      Place place = new Place(cell.site(), cell.strength());
      lines.add(line(line, Optional.of(place), cell.accuracy(), Interval.UNKNOWN, tail));
    }
  }

  private void addTests(List<List<String>> lines, PasResults.TaskResult task) {
    for (PasResults.SeedResult seed : task.seeds()) {
      for (PasResults.TestResult test : seed.tests()) {
        PasFinding.Test tested = test.test();
        Line line =
            new Line(
                "test",
                task.task().dataset(),
                task.task().category(),
                Long.toString(seed.seed()),
                tested.label());
        Tail tail =
            new Tail(
                "",
                "",
                1,
                test.outcomes().scoredCount(),
                test.rightToWrong() + "," + test.wrongToRight(),
                "",
                "");
        Optional<Place> place =
            tested.steered().map(steered -> new Place(steered.site(), steered.strength()));
        lines.add(line(line, place, test.outcomes().accuracy(), Interval.UNKNOWN, tail));
      }
    }
  }

  private void addEffect(
      List<List<String>> lines, PasResults.TaskResult task, String row, PasResults.Effect effect) {
    String dataset = task.task().dataset();
    String category = task.task().category();
    Tail tail =
        new Tail(
            CsvReport.number(effect.estimate().greater()),
            CsvReport.number(effect.holm()),
            effect.estimate().count(),
            effect.itemCount(),
            effect.rightToWrong() + "," + effect.wrongToRight(),
            "",
            "");
    Line line = new Line(row, dataset, category, "", effect.label());
    lines.add(line(line, Optional.empty(), effect.estimate().mean(), effect.interval(), tail));
    addControls(lines, dataset, category, effect);
    addConditions(lines, dataset, category, effect);
  }

  private void addControls(
      List<List<String>> lines, String dataset, String category, PasResults.Effect effect) {
    for (PasResults.Control control : effect.controls()) {
      Tail of =
          new Tail(
              "",
              "",
              control.estimate().count(),
              control.itemCount(),
              ",",
              "",
              Boolean.toString(control.reaches()));
      Line under =
          new Line("control", dataset, category, "", effect.label() + ", " + control.label());
      lines.add(line(under, Optional.empty(), control.estimate().mean(), control.interval(), of));
    }
  }

  private void addConditions(
      List<List<String>> lines, String dataset, String category, PasResults.Effect effect) {
    for (PasResults.ConditionEffect condition : effect.conditions()) {
      Line of =
          new Line("condition", dataset, category, "", effect.label() + ", " + condition.value());
      lines.add(
          line(
              of,
              Optional.empty(),
              condition.estimate().mean(),
              condition.estimate().interval(),
              Tail.of(condition.estimate().count(), condition.itemCount())));
    }
  }

  private record Place(Site site, double strength) {}

  private List<String> line(
      Line line, Optional<Place> place, double value, Interval interval, Tail tail) {
    boolean accuracy = line.row().equals("validation") || line.row().equals("test");
    List<String> fields = new ArrayList<>();
    fields.add(CsvReport.text(name));
    fields.add(line.row());
    fields.add(CsvReport.text(line.dataset()));
    fields.add(CsvReport.text(line.category()));
    fields.add(line.seed());
    fields.add(CsvReport.text(line.label()));
    fields.add(place.map(p -> Integer.toString(p.site().block())).orElse(""));
    fields.add(place.map(p -> p.site().target().name()).orElse(""));
    fields.add(place.map(p -> CsvReport.number(p.strength())).orElse(""));
    fields.add(accuracy ? "accuracy" : "effect");
    fields.add(CsvReport.number(value));
    fields.add(CsvReport.number(interval.low()));
    fields.add(CsvReport.number(interval.high()));
    fields.add(tail.p());
    fields.add(tail.holm());
    fields.add(Long.toString(tail.seeds()));
    fields.add(Long.toString(tail.answers()));
    fields.addAll(List.of(tail.flips().split(",", -1)));
    fields.add(tail.chosen());
    fields.add(tail.reaches());
    return fields;
  }
}
