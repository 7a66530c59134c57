package org.steermesh.engine;

import java.util.Map;

/**
 * What is added to the logits before a token is chosen.
 *
 * @param frequencyPenalty subtracted from a token's logit for each time that it was generated
 * @param presencePenalty subtracted once it was generated at all
 * @param bias added to the logits of these tokens
 */
public record Adjustment(float frequencyPenalty, float presencePenalty, Map<Integer, Float> bias) {

  /** Nothing is added. */
  public static final Adjustment NONE = new Adjustment(0, 0, Map.of());

  /** Refuses numbers that are not finite; copies the map. */
  public Adjustment {
    check("frequencyPenalty", frequencyPenalty);
    check("presencePenalty", presencePenalty);
    bias = Map.copyOf(bias);
    bias.forEach((id, value) -> check("bias of token " + id, value));
  }

  private static void check(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be finite");
    }
  }

  boolean isNone() {
    return frequencyPenalty == 0 && presencePenalty == 0 && bias.isEmpty();
  }
}
