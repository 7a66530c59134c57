package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** What is read off the cells of several arms together. */
public final class Comparisons {

  private Comparisons() {}

  /** Arms at one effect. */
  public record Matched(double effect, Map<String, MatchedPoint> byLabel) {}

  /**
   * Every arm at the largest rise of the score, over the unsteered one, that all of them reach with
   * positive strengths. Empty where an arm does not raise the score.
   */
  public static Optional<Matched> matched(Results results) {
    List<Arm> arms = results.arms();
    double effect =
        arms.stream()
            .mapToDouble(
                arm -> rising(results, arm).stream().mapToDouble(Point::rise).max().orElse(0))
            .min()
            .orElse(0);
    if (!(effect > 0)) {
      return Optional.empty();
    }
    Map<String, MatchedPoint> points = new TreeMap<>();
    arms.forEach(arm -> points.put(arm.label(), crossing(rising(results, arm), effect)));
    return Optional.of(new Matched(effect, points));
  }

  private record Point(double strength, double rise, double ratio) {}

  private static List<Point> rising(Results results, Arm arm) {
    double baseline = results.unsteered().map(Comparisons::first).orElse(Double.NaN);
    List<Point> points = new ArrayList<>();
    for (CellResult cell : results.curve(arm)) {
      double strength = cell.cell().strength(arm);
      double rise = first(cell) - baseline;
      if (strength >= 0 && !Double.isNaN(rise)) {
        OptionalDouble ratio = results.perplexityRatio(cell);
        points.add(new Point(strength, rise, ratio.orElse(Double.NaN)));
      }
    }
    return points;
  }

  private static MatchedPoint crossing(List<Point> points, double effect) {
    for (int i = 1; i < points.size(); i++) {
      Point before = points.get(i - 1);
      Point after = points.get(i);
      if (after.rise() >= effect) {
        double share = (effect - before.rise()) / (after.rise() - before.rise());
        return new MatchedPoint(
            before.strength() + share * (after.strength() - before.strength()),
            before.ratio() + share * (after.ratio() - before.ratio()));
      }
    }
    throw new IllegalArgumentException("no point rises by " + effect);
  }

  /** How far the first score moves with its own vector, and with the other. */
  public static Influence first(Steering.Composition composition, Results results) {
    double[][] scores = new double[composition.firstStrengths().size()][];
    for (int i = 0; i < scores.length; i++) {
      double own = composition.firstStrengths().get(i);
      scores[i] =
          composition.secondStrengths().stream()
              .map(other -> results.find(composition.cell(own, other)))
              .mapToDouble(found -> found.map(Comparisons::first).orElse(Double.NaN))
              .toArray();
    }
    return new Influence(span(transposed(scores)), span(scores));
  }

  /** How far the second score moves with its own vector, and with the other. */
  public static Influence second(Steering.Composition composition, Results results) {
    double[][] scores = new double[composition.secondStrengths().size()][];
    for (int i = 0; i < scores.length; i++) {
      double own = composition.secondStrengths().get(i);
      scores[i] =
          composition.firstStrengths().stream()
              .map(other -> results.find(composition.cell(other, own)))
              .mapToDouble(found -> found.map(Comparisons::second).orElse(Double.NaN))
              .toArray();
    }
    return new Influence(span(transposed(scores)), span(scores));
  }

  private static double first(CellResult cell) {
    return mean(Optional.of(cell.score()));
  }

  private static double second(CellResult cell) {
    return mean(cell.second());
  }

  private static double mean(Optional<BehaviourScore> score) {
    return score.flatMap(BehaviourScore::overall).map(MeanEstimate::mean).orElse(Double.NaN);
  }

  /** The largest of every row's largest minus smallest value. */
  private static double span(double[][] rows) {
    double largest = 0;
    for (double[] row : rows) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (double value : row) {
        if (!Double.isNaN(value)) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      largest = Math.max(largest, high - low);
    }
    return largest;
  }

  private static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }
}
