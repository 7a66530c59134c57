package org.steermesh.vector.domain;

/**
 * Which features were active in the activations of one class. The arrays are not copied, and not to
 * be changed.
 *
 * @param features those active at least once, ascending, [s]
 * @param activeCounts in how many activations each is not 0, at least 1, [s]
 * @param sums the sum of each over these, [s]
 */
public record FeatureActivity(int[] features, long[] activeCounts, double[] sums) {

  /** Of no autoencoder. */
  public static final FeatureActivity NONE =
      new FeatureActivity(new int[0], new long[0], new double[0]);

  /** Number of features that were active at least once. */
  public int size() {
    return features.length;
  }
}
