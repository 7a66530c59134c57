package org.steermesh.eval.domain.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Bias-corrected and accelerated (BCa) bootstrap of a mean: Efron, Better Bootstrap Confidence
 * Intervals, JASA 82 (1987).
 *
 * <p>Values are drawn with replacement, {@code resamples} times; the quantiles of the resampled
 * means are corrected for their bias {@code z0} and for the skew of the values, {@code a}. The same
 * seed and values give the same interval bit for bit, and the same seed draws the same indices for
 * every sample of one size, so that cells measured on the same items are compared fairly.
 *
 * @param resamples how many samples are drawn, 100 to 100 000
 * @param seed of the draw
 * @param confidence share of such intervals that hold the true mean; above 0.5, below 1
 */
public record Bootstrap(int resamples, long seed, double confidence) {

  private static final NormalDistribution NORMAL = new NormalDistribution();

  /** Checks the numbers. */
  public Bootstrap {
    if (resamples < 100 || resamples > 100_000) {
      throw new IllegalArgumentException("resamples is " + resamples + ", allowed 100 to 100000");
    }
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence is " + confidence + ", allowed above 0.5 and below 1");
    }
  }

  /**
   * Estimates the mean of {@code values}.
   *
   * @throws IllegalArgumentException if there are no values or one of them is not finite
   */
  public MeanEstimate mean(double[] values) {
    requireFinite(values);
    double mean = StatUtils.mean(values);
    if (values.length == 1) {
      return new MeanEstimate(1, mean, Double.NaN, Interval.UNKNOWN);
    }
    double standardError = Math.sqrt(StatUtils.variance(values) / values.length);
    Interval interval = standardError == 0 ? new Interval(mean, mean) : interval(values, mean);
    return new MeanEstimate(values.length, mean, standardError, interval);
  }

  private Interval interval(double[] values, double mean) {
    double[] means = resampledMeans(values);
    double bias = bias(means, mean);
    double acceleration = acceleration(values, mean);
    double tail = (1 - confidence) / 2;
    double low = correctedLevel(tail, bias, acceleration);
    double high = correctedLevel(1 - tail, bias, acceleration);
    return new Interval(quantile(means, low), quantile(means, high));
  }

  private double[] resampledMeans(double[] values) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    return means;
  }

  /** z0: where the mean stands among the resampled means; ties count half. */
  private static double bias(double[] sortedMeans, double mean) {
    double below = 0;
    for (double m : sortedMeans) {
      below += m < mean ? 1 : m == mean ? 0.5 : 0;
    }
    double half = 0.5 / sortedMeans.length;
    double share = Math.clamp(below / sortedMeans.length, half, 1 - half);
    return NORMAL.inverseCumulativeProbability(share);
  }

  /** a: for a mean the jackknife sum reduces to the central moments of the values. */
  private static double acceleration(double[] values, double mean) {
    double squares = 0;
    double cubes = 0;
    for (double value : values) {
      double d = value - mean;
      squares += d * d;
      cubes += d * d * d;
    }
    return cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double correctedLevel(double level, double bias, double acceleration) {
    double z = bias + NORMAL.inverseCumulativeProbability(level);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }

  /** Linear interpolation between order statistics. */
  private static double quantile(double[] sorted, double level) {
    double rank = level * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  private static void requireFinite(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a mean needs at least 1 value, there are 0");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i] + ", not finite");
      }
    }
  }
}
