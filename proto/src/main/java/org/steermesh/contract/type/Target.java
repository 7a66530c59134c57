package org.steermesh.contract.type;

/** Where in a block an activation is read or changed. */
public enum Target {
  /** Output of the block, after both residual adds. */
  RESIDUAL,
  /** Attention output after its output projection, before the residual add. */
  ATTENTION,
  /** MLP output before the residual add. */
  MLP,
  /** Output of the norm that feeds the MLP. */
  MLP_INPUT
}
