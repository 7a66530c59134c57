package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.BestCell;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Comparisons;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.MatchedPoint;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.SparseFacts;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** What only a comparison has: score against cost and against the parameter, one row per arm. */
final class ComparisonFigures {

  private final Evaluation evaluation;
  private final Steering.Comparison comparison;
  private final Results results;
  private final Axis scores;

  ComparisonFigures(Evaluation evaluation, Steering.Comparison comparison, Axis scores) {
    this.evaluation = evaluation;
    this.comparison = comparison;
    this.results = evaluation.results();
    this.scores = scores;
  }

  /** Score against perplexity ratio: what each arm costs at the same effect. */
  void drawCost(Markup out, Axis ratios, List<LineStyle> styles) {
    List<Series> lines = new ArrayList<>();
    for (Arm arm : results.arms()) {
      List<Series.Point> points = new ArrayList<>();
      for (CellResult cell : results.curve(arm)) {
        double ratio = results.perplexityRatio(cell).orElse(Double.NaN);
        if (!Double.isNaN(ratio)) {
          String at = Sentences.at(cell) + ": perplexity ratio " + Numbers.ratio(ratio);
          points.add(point(ratio, cell, at));
        }
      }
      lines.add(new Series(arm.label(), points));
    }
    LineChart chart =
        new LineChart(
            "Score against perplexity ratio: " + evaluation.subject().behaviour(),
            "The score of each arm at the perplexity ratio that it costs.",
            new LineChart.Caption(ratios, "perplexity ratio"),
            new LineChart.Caption(scores, "score"),
            Double.NaN);
    drawFigure(out, chart, "Score against what it costs", lines, styles);
    out.close().line();
  }

  /** Score against the arms' parameter, one line per strength; nothing where fewer than two say. */
  void drawParameter(Markup out) {
    Map<Double, Arm> byParameter = new TreeMap<>();
    results.arms().forEach(arm -> arm.parameter().ifPresent(at -> byParameter.put(at, arm)));
    if (byParameter.size() < 2) {
      return;
    }
    List<Series> lines = new ArrayList<>();
    for (double strength : comparison.strengths()) {
      List<Series.Point> points = new ArrayList<>();
      byParameter.forEach((at, arm) ->
          cell(arm, strength).ifPresent(cell -> points.add(point(at, cell, Sentences.at(cell)))));
      if (strength != 0) {
        lines.add(new Series("strength " + Numbers.strength(strength), points));
      }
    }
    List<LineStyle> styles = LineStyle.forLines(lines.size(), lines.size() - 1);
    String name = comparison.parameter().isEmpty() ? "parameter" : comparison.parameter();
    LineChart chart =
        new LineChart(
            "Score against " + name + ": " + evaluation.subject().behaviour(),
            "The score at each " + name + ", one line per strength.",
            new LineChart.Caption(Axis.through(List.copyOf(byParameter.keySet()), 0.04), name),
            new LineChart.Caption(scores, "score"),
            results.unsteered().map(ComparisonFigures::mean).orElse(Double.NaN));
    drawFigure(out, chart, "Score against " + name + " (dashed: unsteered)", lines, styles);
    Panel.drawLegend(out, lines.stream().map(Series::label).toList(), styles);
    out.close().line();
  }

  private Optional<CellResult> cell(Arm arm, double strength) {
    return results.find(strength == 0 ? new Cell.Unsteered() : new Cell.Steered(arm, strength));
  }

  private static Series.Point point(double x, CellResult cell, String at) {
    Optional<MeanEstimate> score = cell.score().overall();
    return new Series.Point(
        x,
        mean(cell),
        score.map(MeanEstimate::interval).orElse(Interval.UNKNOWN),
        at + ", score " + Sentences.score(Optional.of(cell)));
  }

  private static double mean(CellResult cell) {
    return cell.score().overall().map(MeanEstimate::mean).orElse(Double.NaN);
  }

  /** A figure, left open for its legend. */
  private static void drawFigure(
      Markup out, LineChart chart, String caption, List<Series> lines, List<LineStyle> styles) {
    out.open("figure").leaf("figcaption", caption);
    chart.draw(out, lines, styles);
  }

  /** One row per arm: what it is, its best strength, and its cost at the same effect. */
  void drawArms(Markup out) {
    Optional<Comparisons.Matched> matched = Comparisons.matched(results);
    String effect = matched.map(each -> Numbers.change(each.effect())).orElse(Numbers.NONE);
    boolean sparse = !evaluation.subject().sparse().isEmpty();
    List<String> head = new ArrayList<>(List.of("Arm", "Vector", "Site"));
    if (hasParameter()) {
      head.add(parameterName());
    }
    if (sparse) {
      head.addAll(List.of("Made with tau", "Dictionary", "Support", "L1 share of the top"));
    }
    head.addAll(
        List.of(
            "Best s",
            "Effect (interval)",
            "Perplexity ratio at −s, +s",
            "Strength at " + effect,
            "Perplexity ratio at " + effect));
    out.open("div", "class", "scroll").open("table");
    out.leaf("caption", evaluation.subject().behaviour() + ": arms");
    Tables.drawHead(out, head);
    out.open("tbody");
    for (Arm arm : comparison.arms()) {
      List<String> row = new ArrayList<>(identity(arm));
      if (hasParameter()) {
        row.add(parameter(arm.parameter()));
      }
      if (sparse) {
        row.addAll(facts(Optional.ofNullable(evaluation.subject().sparse().get(arm.label()))));
      }
      row.addAll(Tables.bestOf(results, evaluation.best(arm)));
      row.addAll(cost(matched.flatMap(m -> Optional.ofNullable(m.byLabel().get(arm.label())))));
      boolean best = evaluation.best().map(BestCell::arm).filter(arm::equals).isPresent();
      Tables.drawRow(out, row, best ? "best" : "");
    }
    out.close().close().close().line();
  }

  private String parameterName() {
    return comparison.parameter().isEmpty() ? "Parameter" : comparison.parameter();
  }

  private boolean hasParameter() {
    return comparison.arms().stream().anyMatch(arm -> arm.parameter().isPresent());
  }

  private static List<String> identity(Arm arm) {
    String vector = Sentences.shortName(arm.vector()).replaceFirst("vectors/(.*)/versions/", "$1@");
    return List.of(arm.label(), vector, arm.site().toString());
  }

  private static String parameter(OptionalDouble parameter) {
    return parameter.isPresent() ? Numbers.plain(parameter.getAsDouble()) : Numbers.NONE;
  }

  private static List<String> facts(Optional<SparseFacts> facts) {
    return facts
        .map(each ->
            List.of(
                Numbers.plain(each.tau()),
                Integer.toString(each.dictionaryWidth()),
                Integer.toString(each.supportSize()),
                Numbers.share(each.topShare()) + " (" + each.topCount() + ")"))
        .orElse(List.of(Numbers.NONE, Numbers.NONE, Numbers.NONE, Numbers.NONE));
  }

  private static List<String> cost(Optional<MatchedPoint> point) {
    return List.of(
        point.map(p -> Numbers.ratio(p.strength())).orElse(Numbers.NONE),
        point.map(p -> Numbers.share(p.perplexityRatio())).orElse(Numbers.NONE));
  }
}
