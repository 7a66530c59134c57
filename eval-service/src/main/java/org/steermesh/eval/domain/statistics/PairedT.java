package org.steermesh.eval.domain.statistics;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The mean of paired differences by Student's t: a paired t-test is a one-sample t-test of the
 * differences against 0.
 *
 * @param count number of differences, at least 1
 * @param mean their mean
 * @param interval t-interval of the mean; unknown for one difference
 * @param greater one-sided p that the true mean is above 0; NaN for one difference
 */
public record PairedT(int count, double mean, Interval interval, double greater) {

  /**
   * Tests {@code differences}.
   *
   * @param confidence of the interval, above 0 and below 1
   * @throws IllegalArgumentException if there are none, or one is not finite
   */
  public static PairedT of(double[] differences, double confidence) {
    if (differences.length == 0) {
      throw new IllegalArgumentException("a t-test needs at least 1 difference, there are 0");
    }
    for (double each : differences) {
      if (!Double.isFinite(each)) {
        throw new IllegalArgumentException("a difference is " + each + ", not finite");
      }
    }
    double mean = StatUtils.mean(differences);
    int count = differences.length;
    if (count == 1) {
      return new PairedT(1, mean, Interval.UNKNOWN, Double.NaN);
    }
    double error = Math.sqrt(StatUtils.variance(differences) / count);
    if (error == 0) {
      return new PairedT(count, mean, new Interval(mean, mean), mean > 0 ? 0 : 1);
    }
    TDistribution t = new TDistribution(count - 1);
    double half = t.inverseCumulativeProbability((1 + confidence) / 2) * error;
    // The lower tail of -t, not one minus that of t, which loses small p.
    double greater = t.cumulativeProbability(-mean / error);
    return new PairedT(count, mean, new Interval(mean - half, mean + half), greater);
  }
}
