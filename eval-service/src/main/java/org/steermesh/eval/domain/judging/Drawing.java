package org.steermesh.eval.domain.judging;

import java.util.List;

/**
 * How the tokens of a text are chosen.
 *
 * @param temperature 0 takes the likeliest
 * @param topK 0 keeps all
 * @param topP 1 keeps all
 * @param minP 0 keeps all
 * @param repetitionPenalty 1 is none
 * @param maxTokens at most
 * @param stopStrings before which a text ends
 * @param stopAtEndOfText whether an end-of-text token ends it
 */
public record Drawing(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    int maxTokens,
    List<String> stopStrings,
    boolean stopAtEndOfText) {

  /** Keeps the list. */
  public Drawing {
    stopStrings = List.copyOf(stopStrings);
  }

  /** The likeliest token each time. */
  public static Drawing greedy(int maxTokens) {
    return new Drawing(0, 0, 1, 0, 1, maxTokens, List.of(), true);
  }
}
