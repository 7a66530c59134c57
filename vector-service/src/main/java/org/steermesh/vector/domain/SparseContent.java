package org.steermesh.vector.domain;

/**
 * What a sparse vector holds, without reading it.
 *
 * @param supportSize features with a value, at least 1
 * @param positiveFeatures how many of them have a positive value
 * @param l1 sum of the absolute values
 * @param positive what the filter saw of the positive side
 * @param negative the same of the negative side
 * @param sharedFeatures features that passed the filter on both sides and were dropped
 * @param rows rows of the autoencoder that the version carries
 */
public record SparseContent(
    int supportSize,
    int positiveFeatures,
    double l1,
    Side positive,
    Side negative,
    int sharedFeatures,
    int rows) {

  /**
   * One side before the filter.
   *
   * @param rows activations that were encoded
   * @param activeFeatures features active in at least one of them
   */
  public record Side(long rows, int activeFeatures) {}

  /** How many features have a negative value. */
  public int negativeFeatures() {
    return supportSize - positiveFeatures;
  }
}
