package org.steermesh.engine.sae;

/** The non-linearity of a sparse autoencoder: what of the pre-activations p becomes a feature. */
public enum SaeKind {
  /** max(p, 0). */
  RELU,
  /** p where p &gt; threshold, strictly, else 0; thresholds are at least 0. */
  JUMP_RELU,
  /**
   * max(p, 0) of the k largest p of an activation, else 0; of equal ones the lower feature counts.
   */
  TOP_K
}
