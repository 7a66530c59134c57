package org.steermesh.engine.decoder;

/** The ten points of a block, in the order in which the pass reaches them. */
public enum Point {
  /** The residual stream as it enters the block. */
  RESID_PRE,
  /** The output of the norm before attention. */
  ATTN_IN,
  /** The input of attention's output projection; as wide as all heads together. */
  ATTN_Z,
  /** The output of the attention module. */
  ATTN_OUT,
  /** What attention adds to the residual stream. */
  ATTN_CONTRIB,
  /** The residual stream between attention and MLP. */
  RESID_MID,
  /** The output of the norm before the MLP. */
  MLP_IN,
  /** The output of the MLP module. */
  MLP_OUT,
  /** What the MLP adds to the residual stream. */
  MLP_CONTRIB,
  /** The residual stream as it leaves the block. */
  RESID_POST;

  /** Points per block. */
  static final int COUNT = values().length;

  /** The index of this point among all points of the model. */
  int site(int block) {
    return block * COUNT + ordinal();
  }
}
