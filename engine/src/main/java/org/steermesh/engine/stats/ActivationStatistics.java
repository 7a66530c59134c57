package org.steermesh.engine.stats;

import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * What is kept of the activations of one site and class: count, mean, second moments, mean norm.
 * Memory does not grow with the count. Means and squared deviations follow Welford in float64, and
 * two accumulators merge by the formula of Chan, Golub and LeVeque (1979), so that a data set can
 * be split over machines: the result depends on the split by rounding only. Not thread-safe.
 */
public final class ActivationStatistics {

  private final double[] mean;
  private final double[] deviation;
  private long count;
  private double meanNorm;
  private double smallestNorm = Double.POSITIVE_INFINITY;
  private double largestNorm;

  /**
   * Starts empty.
   *
   * @param width d_model, floats per activation, at least 1
   */
  public ActivationStatistics(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width " + width + " is not positive");
    }
    mean = new double[width];
    deviation = new double[width];
  }

  /**
   * Adds one activation; a refused one changes nothing.
   *
   * @param activation [d]
   * @throws EngineException VECTOR_WIDTH_MISMATCH, or NOT_FINITE for NaN and infinities
   */
  public void add(float[] activation) {
    checkWidth(activation.length);
    double squares = 0;
    for (int i = 0; i < activation.length; i++) {
      if (!Float.isFinite(activation[i])) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "activation[" + i + "] is " + activation[i] + "; only finite numbers can be averaged",
            Map.of("index", Integer.toString(i)));
      }
      squares += (double) activation[i] * activation[i];
    }
    count++;
    for (int i = 0; i < activation.length; i++) {
      double before = activation[i] - mean[i];
      mean[i] += before / count;
      deviation[i] += before * (activation[i] - mean[i]);
    }
    double norm = Math.sqrt(squares);
    meanNorm += (norm - meanNorm) / count;
    smallestNorm = Math.min(smallestNorm, norm);
    largestNorm = Math.max(largestNorm, norm);
  }

  /**
   * Adds everything another accumulator has seen; the other one stays as it is.
   *
   * @throws EngineException VECTOR_WIDTH_MISMATCH
   */
  public void merge(ActivationStatistics other) {
    checkWidth(other.mean.length);
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    double share = (double) other.count / total;
    for (int i = 0; i < mean.length; i++) {
      double apart = other.mean[i] - mean[i];
      mean[i] += apart * share;
      deviation[i] += other.deviation[i] + apart * apart * share * count;
    }
    meanNorm += (other.meanNorm - meanNorm) * share;
    smallestNorm = Math.min(smallestNorm, other.smallestNorm);
    largestNorm = Math.max(largestNorm, other.largestNorm);
    count = total;
  }

  private void checkWidth(int width) {
    if (width != mean.length) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          "the activation has " + width + " floats; these statistics have " + mean.length,
          Map.of("width", Integer.toString(width), "expected", Integer.toString(mean.length)));
    }
  }

  /** d_model, floats per activation. */
  public int width() {
    return mean.length;
  }

  /** Number of activations seen. */
  public long count() {
    return count;
  }

  /** Mean per component, [d]; zero before the first activation. */
  public double[] mean() {
    return mean.clone();
  }

  /** Sum of squares per component, about zero (not about the mean), [d]. */
  public double[] sumOfSquares() {
    double[] sum = new double[mean.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = deviation[i] + count * mean[i] * mean[i];
    }
    return sum;
  }

  /** Sum of squared deviations from the mean per component, [d]: variance times count. */
  public double[] sumOfSquaredDeviations() {
    return deviation.clone();
  }

  /** Mean Euclidean norm of the activations; zero before the first. */
  public double meanNorm() {
    return meanNorm;
  }

  /** The smallest Euclidean norm; zero before the first activation. */
  public double smallestNorm() {
    return count == 0 ? 0 : smallestNorm;
  }

  /** The largest Euclidean norm; zero before the first activation. */
  public double largestNorm() {
    return largestNorm;
  }
}
