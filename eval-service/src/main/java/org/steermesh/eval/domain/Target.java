package org.steermesh.eval.domain;

/** Where in a decoder block a vector is added. */
public enum Target {
  /** The output of the block. */
  RESIDUAL,
  /** The output of the attention, before the residual add. */
  ATTENTION,
  /** The output of the MLP, before the residual add. */
  MLP,
  /** The output of the norm that feeds the MLP. */
  MLP_INPUT
}
