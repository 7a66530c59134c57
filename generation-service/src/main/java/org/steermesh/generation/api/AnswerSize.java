package org.steermesh.generation.api;

import org.steermesh.contract.SteermeshException;

/**
 * How much the answer to one request may hold, which waits in memory until it is read.
 *
 * @param texts that are made
 * @param tokens most of each
 * @param alternatives told with each token
 */
public record AnswerSize(int texts, int tokens, int alternatives) {

  /** Most tokens of one answer, alternatives included. */
  static final long MOST = 1 << 20;

  /**
   * Refuses an answer that is too large.
   *
   * @param field that is to blame; the number of texts and of alternatives are named beside it
   */
  public void require(String field) {
    // Each factor is below 2^21, however absurd what was asked for: no product overflows.
    long told = capped(tokens, 0) * (1 + capped(alternatives, 0)) * capped(texts, 1);
    if (told > MOST) {
      throw SteermeshException.ofField(
          field,
          ("%d for each of %d texts, each with %d alternatives, are too many tokens for one answer;"
                  + " at most %d are allowed: fewer texts, tokens or alternatives")
              .formatted(tokens, texts, alternatives, MOST));
    }
  }

  private static long capped(int asked, int least) {
    return Math.clamp(asked, least, MOST + 1);
  }
}
