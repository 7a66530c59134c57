package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.effects.SideEffectSummary;
import org.steermesh.eval.domain.effects.SideEffectSummary.Measured;
import org.steermesh.eval.domain.effects.SideEffectSummary.SuiteCell;
import org.steermesh.eval.domain.effects.Suite;
import org.steermesh.eval.domain.statistics.Interval;

/** Side effects: a chart for every measure of every suite, then the table of all. */
final class SideEffectPanel {

  private static final String HOW_TO_READ =
      "Accuracy and MC1 are shares of items, MC2 and probability are means over items; intervals"
          + " are bootstrapped over items. The change is against the unsteered model, paired item"
          + " by item; of the perplexity it is the ratio. KL is the Kullback-Leibler divergence of"
          + " the steered from the unsteered next-token distribution, in nats per token, the mean"
          + " over texts.";

  private final Evaluation evaluation;
  private final SideEffectStudy study;
  private final SideEffectSummary summary;

  SideEffectPanel(Evaluation evaluation, SideEffectStudy study) {
    this.evaluation = evaluation;
    this.study = study;
    this.summary =
        SideEffectSummary.of(
            study,
            evaluation.results().findings(),
            evaluation.declaration().analysis().bootstrap());
  }

  void draw(Markup out) {
    out.open("section", "class", "panel wide");
    out.leaf("h3", evaluation.title());
    if (summary.cells().isEmpty()) {
      out.leaf("p", "Nothing has been measured.", "class", "quiet").close();
      return;
    }
    List<Arm> arms = study.steered().arms();
    List<LineStyle> styles = LineStyle.forLines(arms.size(), -1);
    Panel.drawLegend(out, arms.stream().map(Arm::label).toList(), styles);
    out.open("div", "class", "panels").line();
    for (Suite suite : study.suites()) {
      for (String measure : measures(suite)) {
        drawChart(out, suite, measure, styles);
      }
    }
    out.close().close().line();
    out.leaf("p", HOW_TO_READ, "class", "quiet");
    drawTable(out);
  }

  private Set<String> measures(Suite suite) {
    Set<String> names = new LinkedHashSet<>();
    summary.cells().stream()
        .filter(cell -> cell.suite().equals(suite))
        .forEach(cell -> cell.measures().forEach(measure -> names.add(measure.name())));
    return names;
  }

  private Optional<Measured> find(Suite suite, Cell cell, String measure) {
    return summary.cells().stream()
        .filter(each -> each.suite().equals(suite) && each.cell().equals(cell))
        .flatMap(each -> each.measures().stream())
        .filter(each -> each.name().equals(measure))
        .findFirst();
  }

  private void drawChart(Markup out, Suite suite, String measure, List<LineStyle> styles) {
    double unsteered =
        find(suite, new Cell.Unsteered(), measure).map(Measured::value).orElse(Double.NaN);
    List<Series> lines = new ArrayList<>();
    for (Arm arm : study.steered().arms()) {
      lines.add(new Series(arm.label(), points(suite, measure, arm)));
    }
    String caption = suite.name() + ": " + measure + " (dashed: unsteered)";
    LineChart chart =
        new LineChart(
            caption,
            "The measure at each strength, one line per arm; the table below has the numbers.",
            new LineChart.Caption(Axis.through(study.steered().strengths(), 0.04), "strength"),
            new LineChart.Caption(axis(lines), measure),
            unsteered);
    out.open("figure").leaf("figcaption", caption);
    chart.draw(out, lines, styles);
    out.close().line();
  }

  private List<Series.Point> points(Suite suite, String measure, Arm arm) {
    List<Series.Point> points = new ArrayList<>();
    for (double strength : study.steered().strengths()) {
      Cell cell = strength == 0 ? new Cell.Unsteered() : new Cell.Steered(arm, strength);
      Optional<Measured> found = find(suite, cell, measure);
      points.add(
          new Series.Point(
              strength,
              found.map(Measured::value).orElse(Double.NaN),
              found.map(Measured::interval).orElse(Interval.UNKNOWN),
              arm.label()
                  + ", strength "
                  + Numbers.strength(strength)
                  + ": "
                  + found
                      .map(m -> Numbers.share(m.value()) + ", n = " + m.items())
                      .orElse(Numbers.NONE)));
    }
    return points;
  }

  private static Axis axis(List<Series> lines) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series line : lines) {
      for (Series.Point point : line.points()) {
        for (double value :
            new double[] {point.y(), point.interval().low(), point.interval().high()}) {
          low = Double.isFinite(value) ? Math.min(low, value) : low;
          high = Double.isFinite(value) ? Math.max(high, value) : high;
        }
      }
    }
    return low <= high ? Axis.round(low, high) : Axis.round(0, 1);
  }

  private void drawTable(Markup out) {
    out.open("div", "class", "scroll").open("table").leaf("caption", "Side effects");
    Tables.drawHead(
        out,
        List.of(
            "Suite, arm, strength",
            "Measure",
            "Value",
            "Interval",
            "Change (interval)",
            "Right to wrong, wrong to right",
            "Items",
            "Tokens",
            "Not scored",
            "Largest dose"));
    out.open("tbody");
    for (SuiteCell cell : summary.cells()) {
      for (Measured measure : cell.measures()) {
        Tables.drawRow(out, row(cell, measure), "");
      }
    }
    out.close().close().close().line();
  }

  private static List<String> row(SuiteCell cell, Measured measure) {
    return List.of(
        cell.suite().name() + ", " + OpenEndedPanel.steered(cell.cell()),
        measure.name(),
        Numbers.share(measure.value()),
        Numbers.interval(measure.interval()),
        measure.change().map(change -> change(measure, change)).orElse(Numbers.NONE),
        measure
            .flips()
            .map(flips -> flips.rightToWrong() + ", " + flips.wrongToRight())
            .orElse(Numbers.NONE),
        Integer.toString(measure.items()),
        measure.tokens() == 0 ? Numbers.NONE : Long.toString(measure.tokens()),
        OpenEndedPanel.counted(cell.unscored()),
        Numbers.share(cell.largestDose()));
  }

  private static String change(Measured measure, SideEffectSummary.Change change) {
    if (measure.name().equals("perplexity")) {
      return "× " + Numbers.share(change.value());
    }
    return Numbers.change(change.value())
        + (change.interval().isKnown() ? " (" + Numbers.interval(change.interval()) + ")" : "");
  }
}
