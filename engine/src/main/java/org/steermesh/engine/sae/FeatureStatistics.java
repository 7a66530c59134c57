package org.steermesh.engine.sae;

/**
 * How often each feature is active and the sum of its values: all that a sparse vector needs of a
 * data set (method 3.1). 16 bytes per feature, however many activations are added; sums are
 * float64. For one thread.
 */
public final class FeatureStatistics {

  private final long[] counts;
  private final double[] sums;
  private long rows;

  /** Statistics of nothing yet, for an autoencoder of so many features. */
  public FeatureStatistics(int features) {
    counts = new long[features];
    sums = new double[features];
  }

  /** Adds the rows of a batch. */
  public void add(ActiveFeatures active) {
    for (int feature : active.features()) {
      if (feature >= counts.length) {
        throw new IllegalArgumentException(
            "feature %d is outside these statistics of %d features"
                .formatted(feature, counts.length));
      }
    }
    for (int i = 0; i < active.features().length; i++) {
      int feature = active.features()[i];
      counts[feature]++;
      sums[feature] += active.values()[i];
    }
    rows += active.rows();
  }

  /** Number of features m. */
  public int features() {
    return counts.length;
  }

  /** Number of activations added. */
  public long rows() {
    return rows;
  }

  /** In how many of them a feature was active. */
  public long count(int feature) {
    return counts[feature];
  }

  /** The sum of a feature's values over them. */
  public double sum(int feature) {
    return sums[feature];
  }
}
