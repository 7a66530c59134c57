package org.steermesh.engine.steering;

/**
 * The part of a sparse autoencoder that a sparse vector touches: s features of an autoencoder of
 * width d with element-wise non-linearity (JumpReLU; ReLU is threshold 0). Where the autoencoder
 * subtracts its decoder bias from the input, the caller folds it in: bias = b_enc - W_enc b_dec.
 *
 * @param encoder W_enc, one row per feature, row-major [s * d]
 * @param bias b_enc, [s]
 * @param threshold theta, [s]; a feature is active strictly above it
 * @param decoder W_dec, one row per feature, row-major [s * d]
 * @param values per feature, [s]
 */
public record SparseSupport(
    float[] encoder, float[] bias, float[] threshold, float[] decoder, float[] values) {

  /** Number of features s. */
  public int size() {
    return values.length;
  }
}
