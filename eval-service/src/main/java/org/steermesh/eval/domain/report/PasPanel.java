package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.PasReading;
import org.steermesh.eval.domain.pas.PasResults;
import org.steermesh.eval.domain.pas.Verdicts;
import org.steermesh.eval.domain.statistics.Interval;

/** Painless activation steering on a page: effects, cells, controls, flips and cost. */
final class PasPanel {

  private static final String HOW_TO_READ =
      "An effect is the test accuracy with the vector minus that without it, on the same items of the"
          + " same seed; its interval is Student's t over the seeds (over the items, by bootstrap,"
          + " where there is one seed). p is one-sided, Holm's over the tasks. The cell was chosen"
          + " on validation items; the test was looked at once. Controls act at the same cell with"
          + " the same strength: an effect that one of them reaches is not shown to come from what"
          + " the vector stands for.";

  private static final int COLOURS = 6;
  private static final int BASELINE = 3;

  private final Evaluation evaluation;
  private final PasStudy study;
  private final PasResults results;

  PasPanel(Evaluation evaluation, PasStudy study) {
    this.evaluation = evaluation;
    this.study = study;
    this.results = PasReading.of(evaluation, study);
  }

  void draw(Markup out) {
    out.leaf("h2", "Painless activation steering: " + evaluation.title());
    out.leaf(
        "p",
        "%s protocol, prompts shown as %s, %d seeds, %d blocks × %d strengths, selection %s"
            .formatted(
                study.protocol().name().toLowerCase(Locale.ROOT),
                PasTerms.shown(study),
                study.seeds().size(),
                study.grid().blocks().size(),
                study.grid().strengths().size(),
                study.selection().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
        "class",
        "quiet");
    List<String> verdicts = Verdicts.of(results);
    if (verdicts.isEmpty()) {
      out.leaf("p", "No vector has been tested.");
    }
    out.open("ul", "class", "verdicts");
    verdicts.forEach(verdict -> out.leaf("li", verdict));
    out.close().line();
    out.leaf("p", HOW_TO_READ, "class", "quiet").line();
    drawEffects(out);
    PasTables tables = new PasTables(study, results);
    tables.drawEffects(out);
    tables.drawControls(out);
    tables.drawConditions(out);
    if (!results.pooled().isEmpty()) {
      tables.drawPooled(out);
    }
    for (PasResults.TaskResult task : results.tasks()) {
      new PasCells(study, task).draw(out);
    }
    tables.drawSeeds(out);
    tables.drawMissing(out);
    tables.drawCost(out);
  }

  private void drawEffects(Markup out) {
    Axis axis = axis();
    out.open("div", "class", "panels").line();
    for (PasResults.TaskResult task : results.tasks()) {
      List<BarChart.Bar> bars = bars(task);
      if (!bars.isEmpty()) {
        String title = "Effects on " + task.task().title();
        BarChart chart =
            new BarChart(
                title,
                "Change of the test accuracy with its interval, controls below each effect.",
                axis,
                "change of test accuracy");
        out.open("section", "class", results.tasks().size() == 1 ? "panel alone" : "panel");
        out.open("figure").leaf("figcaption", title + " (unsteered: " + unsteered(task) + ")");
        chart.draw(out, bars);
        out.close().close().line();
      }
    }
    out.close().line();
  }

  private static String unsteered(PasResults.TaskResult task) {
    return "accuracy " + Numbers.share(task.unsteeredAccuracy());
  }

  private List<BarChart.Bar> bars(PasResults.TaskResult task) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (PasResults.Effect effect : task.effects()) {
      String style = "line" + effect.way().map(study.ways()::indexOf).orElse(BASELINE) % COLOURS;
      bars.add(bar(effect.label(), effect, style));
      for (PasResults.Control control : effect.controls()) {
        double value = control.estimate().mean();
        bars.add(
            new BarChart.Bar(
                control.label(),
                value,
                control.interval(),
                "control",
                false,
                explained(effect.label() + ", " + control.label(), value, control.interval())));
      }
    }
    task.baselines().forEach(baseline -> bars.add(bar(baseline.label(), baseline, "line3")));
    return bars;
  }

  private static BarChart.Bar bar(String label, PasResults.Effect effect, String style) {
    double value = effect.estimate().mean();
    Interval interval = effect.interval();
    return new BarChart.Bar(label, value, interval, style, true, explained(label, value, interval));
  }

  private static String explained(String label, double value, Interval interval) {
    return "%s: %s, interval %s"
        .formatted(label, Numbers.change(value), Numbers.interval(interval));
  }

  /** One axis for every task, so that bars compare. */
  private Axis axis() {
    double[] ends =
        results.tasks().stream()
            .flatMap(task -> bars(task).stream())
            .flatMapToDouble(
                bar -> DoubleStream.of(bar.value(), bar.interval().low(), bar.interval().high()))
            .filter(Double::isFinite)
            .toArray();
    double low = DoubleStream.of(ends).min().orElse(0);
    double high = DoubleStream.of(ends).max().orElse(0);
    return Axis.round(Math.min(-0.05, low), Math.max(0.05, high));
  }
}
