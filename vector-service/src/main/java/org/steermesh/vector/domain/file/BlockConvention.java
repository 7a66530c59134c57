package org.steermesh.vector.domain.file;

/** What the number of a block in a file counts; converted here, at the border, and nowhere else. */
public enum BlockConvention {
  /** N is the output of block N, counted from 0. */
  BLOCK_OUTPUT(0),
  /** N is the place in {@code hidden_states}: the output of block N - 1. */
  HIDDEN_STATES(1);

  private final int shift;

  BlockConvention(int shift) {
    this.shift = shift;
  }

  /** The block whose output a number means; negative for the embeddings. */
  public int toBlock(int number) {
    return number - shift;
  }

  /** The number of the output of a block. */
  public int toNumber(int block) {
    return block + shift;
  }
}
