package org.steermesh.engine;

import org.jspecify.annotations.Nullable;
import org.steermesh.engine.steering.SteeringReceipt;

/**
 * How a generation ended.
 *
 * @param ids generated tokens
 * @param text their text, without the stop string
 * @param finish why it stopped
 * @param receipt what the interventions did
 * @param watch what the watch saw; none where there was none
 * @param cachedTokens tokens of the input whose keys and values were those of an earlier one
 */
public record GenerationResult(
    int[] ids,
    String text,
    Finish finish,
    SteeringReceipt receipt,
    @Nullable WatchReport watch,
    int cachedTokens) {

  /** Why generation stopped. */
  public enum Finish {
    /** An end-of-text token was generated. */
    END_OF_TEXT,
    /** A stop string was generated. */
    STOP_STRING,
    /** {@link Sampling#maxTokens} was reached. */
    MAX_TOKENS,
    /** The context is full. */
    CONTEXT_FULL,
    /** The watch ended it. */
    WATCH
  }
}
