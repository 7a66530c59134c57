package org.steermesh.engine.decoder;

/** The ten points of a block, in the order in which the pass reaches them. */
public enum Point {
  /** The residual stream as it enters the block. */
  RESID_PRE(0),
  /** The output of the norm before attention. */
  ATTN_IN(1),
  /** The input of attention's output projection; as wide as all heads together. */
  ATTN_Z(2),
  /** The output of the attention module. */
  ATTN_OUT(3),
  /** What attention adds to the residual stream. */
  ATTN_CONTRIB(4),
  /** The residual stream between attention and MLP. */
  RESID_MID(5),
  /** The output of the norm before the MLP. */
  MLP_IN(6),
  /** The output of the MLP module. */
  MLP_OUT(7),
  /** What the MLP adds to the residual stream. */
  MLP_CONTRIB(8),
  /** The residual stream as it leaves the block. */
  RESID_POST(9);

  /** Points per block. */
  static final int COUNT = 10;

  private final int number;

  Point(int number) {
    this.number = number;
  }

  /** The index of this point among all points of the model, as the program counts them. */
  int site(int block) {
    return block * COUNT + number;
  }
}
