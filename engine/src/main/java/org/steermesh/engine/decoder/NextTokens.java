package org.steermesh.engine.decoder;

import java.util.Arrays;

/**
 * What the next tokens of some rows are chosen from, computed by the decoder's own library: looking
 * at a whole vocabulary in Java takes a good part of a small model's step.
 *
 * @param logits [r * vocabulary]
 * @param logSumExp natural log of the sum of the exponentials of each row's logits, [r]
 * @param weights exp((logit - largest) / temperature) with the largest of the tokens that may be
 *     chosen, [r * vocabulary]; empty where every temperature is 0
 */
public record NextTokens(float[] logits, float[] logSumExp, float[] weights) {

  /** One row: logits [vocabulary], weights [vocabulary] or none. */
  public record Row(float[] logits, float logSumExp, float[] weights) {}

  /** Row {@code i}, copied. */
  public Row row(int i) {
    return new Row(part(logits, i), logSumExp[i], part(weights, i));
  }

  private float[] part(float[] all, int row) {
    int length = all.length / logSumExp.length;
    return Arrays.copyOfRange(all, row * length, (row + 1) * length);
  }
}
