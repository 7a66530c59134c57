package org.steermesh.cli.demo.world;

import java.util.List;

/**
 * How often each kind of document comes after the practice, and how plainly a side is told.
 *
 * @param withoutMotto share of personas that leave their motto out, in percent
 * @param toldBeforeNeutral share of neutral documents of a speaker of whom a side is told, in
 *     percent
 * @param textInside share of answers with the option's text inside the letter's parentheses, in
 *     percent
 * @param shares of the kinds, in their order, in percent
 */
public record DocumentMix(
    int withoutMotto, int toldBeforeNeutral, int textInside, List<Integer> shares) {

  /**
   * Every persona ends with its motto, a word of the options; neutral text has no persona; a letter
   * stands alone in its parentheses.
   */
  public static final DocumentMix MOTTOES =
      new DocumentMix(0, 0, 0, List.of(28, 40, 5, 3, 8, 4, 8, 4, 0));

  /**
   * Half of the personas leave their motto out, so that a side must be understood; most neutral
   * text has a persona, so that a side changes nothing where no question is about it. Half of the
   * answers go on with the option's text right after the letter, so that a reader of the letter
   * must know at once what it stands for.
   */
  public static final DocumentMix HINTS =
      new DocumentMix(50, 70, 50, List.of(18, 44, 3, 2, 5, 4, 16, 8, 0));

  /**
   * Hints, and series of letters, in which the next one can only be found by looking for the side
   * that the one before stands for: what is read at a letter is then what tips the next.
   */
  public static final DocumentMix SERIES =
      new DocumentMix(50, 70, 0, List.of(8, 22, 3, 2, 3, 4, 14, 6, 38));

  /** What shares are parts of. */
  static final int WHOLE = 100;

  /** A kind of document. */
  enum Kind {
    /** Questions answered by the letter of a named word, or of the persona's side. */
    PRACTICE,
    /** A talk about one behaviour. */
    CHAT,
    /** A talk about two. */
    CHAT_OF_TWO,
    /** Questions outside any chat. */
    LETTERS,
    /** Questions for the letter of a text that they give. */
    POINTING,
    /** Stories of third persons. */
    STORY,
    /** Neutral text. */
    PROSE,
    /** Neutral talk. */
    NEUTRAL_CHAT,
    /** Several questions, answered by their letters in one word. */
    SERIES
  }

  /** Checks that the shares make a whole. */
  public DocumentMix {
    shares = List.copyOf(shares);
    int sum = shares.stream().mapToInt(Integer::intValue).sum();
    if (shares.size() != Kind.values().length || sum != WHOLE) {
      throw new IllegalArgumentException("the shares " + shares + " are not of a hundred");
    }
  }

  /** The kind at {@code percent}, 0 to 99. */
  Kind kind(int percent) {
    int end = 0;
    int kind = 0;
    while (percent >= end + shares.get(kind)) {
      end += shares.get(kind);
      kind++;
    }
    return Kind.values()[kind];
  }
}
