package org.steermesh.eval.domain.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How far raters agree.
 *
 * @param count units that at least two of them rated
 * @param alpha Krippendorff's alpha for interval data; 1 is agreement, 0 is chance, NaN where
 *     nothing varies
 * @param spearman rank correlation of two raters over the units that both rated, ties averaged; NaN
 *     where nothing varies, or for more than two raters
 */
public record Agreement(int count, double alpha, double spearman) {

  /**
   * Compares ratings.
   *
   * @param units what each unit got, one value per rater, NaN where it got none; all of one length
   */
  public static Agreement of(List<double[]> units) {
    List<double[]> paired =
        units.stream()
            .filter(unit -> Arrays.stream(unit).filter(v -> !Double.isNaN(v)).count() >= 2)
            .toList();
    return new Agreement(paired.size(), alpha(paired), spearman(paired));
  }

  /**
   * 1 - observed over expected disagreement, with squared differences: Krippendorff, Computing
   * Krippendorff's Alpha-Reliability (2011). Pairs of one unit count 1 / (ratings - 1) each.
   */
  private static double alpha(List<double[]> units) {
    double[] all =
        units.stream()
            .flatMapToDouble(Arrays::stream)
            .filter(value -> !Double.isNaN(value))
            .toArray();
    double observed = 0;
    for (double[] unit : units) {
      double[] rated = Arrays.stream(unit).filter(value -> !Double.isNaN(value)).toArray();
      observed += squaredDifferences(rated) / (rated.length - 1);
    }
    double expected = squaredDifferences(all) / (all.length - 1);
    return expected > 0 ? 1 - observed / expected : Double.NaN;
  }

  /** Sum of (a - b)^2 over ordered pairs: 2 n sum a^2 - 2 (sum a)^2, about the mean. */
  private static double squaredDifferences(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return 2 * values.length * squares;
  }

  private static double spearman(List<double[]> units) {
    if (units.size() < 2 || units.getFirst().length != 2) {
      return Double.NaN;
    }
    double[] one = units.stream().mapToDouble(unit -> unit[0]).toArray();
    double[] other = units.stream().mapToDouble(unit -> unit[1]).toArray();
    return new SpearmansCorrelation().correlation(one, other);
  }
}
