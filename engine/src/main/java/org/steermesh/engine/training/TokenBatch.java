package org.steermesh.engine.training;

import java.util.Arrays;

/**
 * Rows of equal length to train on.
 *
 * @param rows number of sequences B
 * @param ids token ids [B, T+1], row-major; token t+1 is the target of token t
 * @param weights how much each target counts [B, T], row-major, zero or more
 */
public record TokenBatch(int rows, int[] ids, float[] weights) {

  /** Refuses lengths that do not make B rows. */
  public TokenBatch {
    if (rows < 1 || ids.length % rows != 0 || ids.length / rows < 2) {
      throw new IllegalArgumentException(
          ids.length + " ids do not make " + rows + " rows of two tokens or more");
    }
    if (weights.length != ids.length - rows) {
      throw new IllegalArgumentException(
          weights.length + " weights for " + (ids.length - rows) + " targets");
    }
  }

  /** All targets count alike. */
  public static TokenBatch even(int rows, int[] ids) {
    float[] weights = new float[ids.length - rows];
    Arrays.fill(weights, 1);
    return new TokenBatch(rows, ids, weights);
  }

  /** Targets per row T. */
  public int targets() {
    return ids.length / rows - 1;
  }
}
