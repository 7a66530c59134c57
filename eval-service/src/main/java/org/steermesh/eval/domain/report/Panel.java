package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.BestCell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** One evaluation as plots: score and perplexity ratio against strength, one line per arm. */
final class Panel {

  private final Evaluation evaluation;
  private final Results results;
  private final List<Arm> arms;
  private final List<LineStyle> styles;
  private final Axis scores;

  /**
   * @param scores the axis of scores, the same in every panel of a page so that they compare
   */
  Panel(Evaluation evaluation, Axis scores) {
    this.evaluation = evaluation;
    this.results = evaluation.results();
    this.arms = results.arms();
    this.scores = scores;
    int best = evaluation.best().map(BestCell::arm).map(arms::indexOf).orElse(-1);
    this.styles = LineStyle.forLines(arms.size(), best);
  }

  /** An axis that holds every score and interval of {@code evaluations}. */
  static Axis scoreAxis(List<Evaluation> evaluations) {
    double[] values =
        evaluations.stream()
            .flatMap(evaluation -> evaluation.results().cells().stream())
            .flatMap(cell -> cell.score().overall().stream())
            .flatMap(e -> Stream.of(e.mean(), e.interval().low(), e.interval().high()))
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return Axis.round(0, 1);
    }
    double low = values[0];
    double high = values[values.length - 1];
    // Less than a tenth of the scale would show noise as if it were an effect.
    double room = Math.max(0, 0.1 - (high - low)) / 2;
    return Axis.round(Math.max(0, low - room), Math.min(1, high + room));
  }

  void draw(Markup out) {
    drawHeading(out);
    if (arms.isEmpty()) {
      out.leaf("p", "No steered cell has been measured.", "class", "quiet");
      return;
    }
    drawLegend(out, arms.stream().map(Arm::label).toList(), styles);
    boolean measured = results.cells().stream().anyMatch(cell -> cell.perplexity().isPresent());
    if (evaluation.declaration().steering() instanceof Steering.Comparison comparison) {
      out.open("div", "class", "panels").line();
      drawScores(out);
      ComparisonFigures figures = new ComparisonFigures(evaluation, comparison, scores);
      if (measured) {
        figures.drawCost(out, ratioAxis(1), styles);
        drawPerplexity(out);
      }
      figures.drawParameter(out);
      out.close().line();
    } else {
      drawScores(out);
      if (measured) {
        drawPerplexity(out);
      }
    }
  }

  private void drawHeading(Markup out) {
    out.leaf("h3", evaluation.title());
    int items = evaluation.subject().itemCount();
    out.leaf(
        "p",
        switch (evaluation.declaration().steering()) {
              case Steering.Sweep sweep -> Sentences.shortName(sweep.vector());
              case Steering.Comparison comparison -> comparison.arms().size() + " vectors compared";
              case Steering.Composition _ -> "two vectors composed";
              case Study study -> study.title();
            }
            + ", "
            + items
            + " questions",
        "class",
        "quiet");
    out.leaf("p", Sentences.verdict(evaluation)).line();
  }

  /** Which line is which. */
  static void drawLegend(Markup out, List<String> labels, List<LineStyle> styles) {
    out.open("ul", "class", "legend");
    for (int i = 0; i < labels.size(); i++) {
      LineStyle style = styles.get(i);
      if (!style.equals(LineStyle.CONTEXT)) {
        out.open("li", "class", style.name());
        out.open("svg", "viewBox", "0 0 26 12", "aria-hidden", "true");
        out.empty("path", "class", "stroke", "d", "M0 6H26");
        out.empty("path", "class", "marker", "d", style.marker().at(13, 6)).close();
        out.text(labels.get(i)).close();
      }
    }
    if (styles.contains(LineStyle.CONTEXT)) {
      out.open("li", "class", LineStyle.CONTEXT.name());
      out.open("svg", "viewBox", "0 0 26 12", "aria-hidden", "true");
      out.empty("path", "class", "stroke", "d", "M0 6H26").close();
      out.text("others").close();
    }
    out.close().line();
  }

  private void drawScores(Markup out) {
    double baseline =
        results
            .unsteered()
            .flatMap(cell -> cell.score().overall())
            .map(MeanEstimate::mean)
            .orElse(Double.NaN);
    LineChart chart =
        new LineChart(
            "Score against strength: " + evaluation.subject().behaviour(),
            Sentences.verdict(evaluation),
            new LineChart.Caption(strengthAxis(), "strength"),
            new LineChart.Caption(scores, "score"),
            baseline);
    drawFigure(out, chart, "Score (dashed: unsteered)", Panel::scorePoint);
  }

  private void drawPerplexity(Markup out) {
    double limit = evaluation.declaration().analysis().perplexityRatioLimit();
    LineChart chart =
        new LineChart(
            "Perplexity ratio against strength: " + evaluation.subject().behaviour(),
            "Perplexity on neutral texts over the unsteered perplexity, at each strength.",
            new LineChart.Caption(strengthAxis(), "strength"),
            new LineChart.Caption(ratioAxis(limit), "perplexity ratio"),
            limit);
    String caption =
        "Perplexity ratio on neutral texts (dashed: limit " + Numbers.ratio(limit) + ")";
    drawFigure(out, chart, caption, this::ratioPoint);
  }

  private void drawFigure(
      Markup out,
      LineChart chart,
      String caption,
      BiFunction<Arm, CellResult, Series.Point> point) {
    List<Series> lines = new ArrayList<>();
    for (Arm arm : arms) {
      List<Series.Point> points =
          results.curve(arm).stream().map(cell -> point.apply(arm, cell)).toList();
      lines.add(new Series(arm.label(), points));
    }
    out.open("figure").leaf("figcaption", caption);
    chart.draw(out, lines, styles);
    out.close().line();
  }

  private Axis strengthAxis() {
    List<Double> strengths =
        arms.stream()
            .flatMap(arm -> results.curve(arm).stream().map(cell -> cell.cell().strength(arm)))
            .distinct()
            .sorted()
            .toList();
    return Axis.through(strengths, 0.04);
  }

  private Axis ratioAxis(double limit) {
    double[] ratios =
        results.cells().stream()
            .map(results::perplexityRatio)
            .filter(ratio -> ratio.isPresent())
            .mapToDouble(ratio -> ratio.getAsDouble())
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double low = ratios.length == 0 ? 1 : Math.min(1, ratios[0]);
    double high = Math.max(limit, ratios.length == 0 ? 1 : ratios[ratios.length - 1]);
    return high > 5 * low ? Axis.logarithmic(low, high) : Axis.round(low, high);
  }

  private static Series.Point scorePoint(Arm arm, CellResult cell) {
    Optional<MeanEstimate> score = cell.score().overall();
    double strength = cell.cell().strength(arm);
    return new Series.Point(
        strength,
        score.map(MeanEstimate::mean).orElse(Double.NaN),
        score.map(MeanEstimate::interval).orElse(Interval.UNKNOWN),
        Sentences.at(cell)
            + ": score "
            + score
                .map(s -> Numbers.share(s.mean()) + ", interval " + Numbers.interval(s.interval()))
                .orElse(Numbers.NONE));
  }

  private Series.Point ratioPoint(Arm arm, CellResult cell) {
    double ratio = results.perplexityRatio(cell).orElse(Double.NaN);
    return new Series.Point(
        cell.cell().strength(arm),
        ratio,
        Interval.UNKNOWN,
        Sentences.at(cell) + ": perplexity ratio " + Numbers.ratio(ratio));
  }
}
