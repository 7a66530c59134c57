package org.steermesh.engine.steering;

/** Where in a block an activation is read or changed. */
public enum Target {
  /** The output of the block, after both residual adds. */
  RESIDUAL,
  /**
   * The attention output after its output projection (and, in models that norm it there, after the
   * post-attention norm), before the residual add.
   */
  ATTENTION,
  /** The MLP output before the residual add (after a post-norm, where the model has one). */
  MLP,
  /** The output of the norm that feeds the MLP. */
  MLP_INPUT
}
