package org.steermesh.cli.study;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mean of paired differences with Student's 95 % interval.
 *
 * @param count number of differences
 * @param mean NaN for none
 * @param low lower end of the interval; NaN for fewer than two differences
 * @param high its upper end
 */
public record PairedEffect(int count, double mean, double low, double high) {

  private static final double UPPER = 0.975;

  /** The effect that {@code differences} show. */
  static PairedEffect of(double... differences) {
    int count = differences.length;
    double mean = StatUtils.mean(differences);
    if (count < 2) {
      return new PairedEffect(count, mean, Double.NaN, Double.NaN);
    }
    double quantile = new TDistribution(count - 1).inverseCumulativeProbability(UPPER);
    double half = quantile * Math.sqrt(StatUtils.variance(differences) / count);
    return new PairedEffect(count, mean, mean - half, mean + half);
  }
}
