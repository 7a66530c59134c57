package org.steermesh.eval.domain;

/** How one item answered in one cell. */
public sealed interface ItemScore {

  /**
   * The item was scored.
   *
   * @param letter the letter of the answer that matches the behaviour, such as {@code A}
   * @param score p(match) / sum of p over the item's letters, after the answer prefix; 0 to 1
   */
  record Scored(String letter, double score) implements ItemScore {

    /** Checks that the score is a share. */
    public Scored {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("score is " + score + ", allowed 0 to 1");
      }
    }
  }

  /**
   * The item could not be scored.
   *
   * @param reason in UPPER_SNAKE_CASE, as the service that refused it gave it
   */
  record Unscored(String reason) implements ItemScore {}
}
