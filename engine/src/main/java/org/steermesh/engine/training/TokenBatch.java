package org.steermesh.engine.training;

/**
 * What one training step reads.
 *
 * @param ids rows of T+1 token ids, row-major; token t+1 is the target of token t
 * @param weights how much the prediction of each token counts, beside the others; as long as ids
 */
public record TokenBatch(int[] ids, float[] weights) {

  /** Refuses arrays of different lengths. */
  public TokenBatch {
    if (ids.length != weights.length) {
      throw new IllegalArgumentException(
          weights.length + " weights do not fit " + ids.length + " tokens");
    }
  }
}
