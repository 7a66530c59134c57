package org.steermesh.contract.type;

/**
 * Rows of a sparse autoencoder of width d for r chosen features. The arrays are not copied, and not
 * to be changed.
 *
 * @param features their indices, [r]
 * @param encoder W_enc, one row per feature, row-major [r * d]
 * @param bias b_enc, a subtracted decoder bias folded in, [r]
 * @param threshold a feature is active strictly above its own, [r]
 * @param decoder W_dec, one row per feature, row-major [r * d]
 */
public record FeatureRows(
    int[] features, float[] encoder, float[] bias, float[] threshold, float[] decoder) {

  /** Number of features r. */
  public int size() {
    return features.length;
  }
}
