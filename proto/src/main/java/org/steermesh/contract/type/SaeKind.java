package org.steermesh.contract.type;

/** The non-linearity sigma of a sparse autoencoder. */
public enum SaeKind {
  /** max(x, 0). */
  RELU,
  /** x where x &gt; threshold, else 0. */
  JUMP_RELU,
  /** The k largest pre-activations, if positive. */
  TOP_K
}
