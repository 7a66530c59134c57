package org.steermesh.engine.stats;

/**
 * Running statistics of activations a[d]: count, mean, sum of squares, norms. Not thread-safe.
 *
 * <p>All sums run in {@code double}: a {@code float} sum over 100 000 activations would lose the
 * last three digits of the mean, which a difference of two means then shows.
 */
public final class ActivationStatistics {

  private final double[] sum;
  private final double[] squares;
  private long count;
  private double normSum;
  private double smallestNorm = Double.POSITIVE_INFINITY;
  private double largestNorm;

  /** Statistics of nothing yet, for activations of width d. */
  public ActivationStatistics(int width) {
    this.sum = new double[width];
    this.squares = new double[width];
  }

  /** Takes in one activation, [d]. */
  public void add(float[] activation) {
    if (activation.length != sum.length) {
      throw new IllegalArgumentException(
          "activation of width " + activation.length + " among those of width " + sum.length);
    }
    double squaredNorm = 0;
    for (int i = 0; i < activation.length; i++) {
      double a = activation[i];
      sum[i] += a;
      squares[i] += a * a;
      squaredNorm += a * a;
    }
    double norm = Math.sqrt(squaredNorm);
    count++;
    normSum += norm;
    smallestNorm = Math.min(smallestNorm, norm);
    largestNorm = Math.max(largestNorm, norm);
  }

  /** Number of activations taken in. */
  public long count() {
    return count;
  }

  /** Their mean, [d]; zeros when there are none. */
  public float[] mean() {
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = count == 0 ? 0 : (float) (sum[i] / count);
    }
    return mean;
  }

  /** The sum of their squares, element by element, [d]. */
  public float[] sumOfSquares() {
    float[] result = new float[squares.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) squares[i];
    }
    return result;
  }

  /** Mean of their L2 norms; 0 when there are none. */
  public double meanNorm() {
    return count == 0 ? 0 : normSum / count;
  }

  /** The smallest L2 norm; 0 when there are none. */
  public double smallestNorm() {
    return count == 0 ? 0 : smallestNorm;
  }

  /** The largest L2 norm; 0 when there are none. */
  public double largestNorm() {
    return largestNorm;
  }
}
