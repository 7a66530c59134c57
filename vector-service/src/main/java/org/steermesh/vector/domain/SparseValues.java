package org.steermesh.vector.domain;

/**
 * A sparse vector: values of some features, and where they come from. The arrays are not copied,
 * and not to be changed.
 *
 * @param features its support, ascending, [s]
 * @param values none is 0, [s]
 * @param positiveCounts rows of the positive side in which each is active, [s]
 * @param negativeCounts the same of the negative side, [s]
 */
public record SparseValues(
    int[] features, float[] values, long[] positiveCounts, long[] negativeCounts) {

  /** Number of features s. */
  public int size() {
    return features.length;
  }

  /** Sum of the absolute values. */
  public double l1() {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }

  /** How many values are positive. */
  public int positiveFeatures() {
    int count = 0;
    for (float value : values) {
      count += value > 0 ? 1 : 0;
    }
    return count;
  }
}
