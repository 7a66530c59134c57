package org.steermesh.eval.domain.judging;

import java.util.OptionalDouble;

/**
 * What one judge said of one text.
 *
 * @param prompt index of the prompt
 * @param sample index of the sample
 * @param grade empty where there is none
 * @param reason why there is none, in UPPER_SNAKE_CASE; empty with a grade
 * @param reply to the letter; empty where the judge said nothing
 */
public record Verdict(int prompt, int sample, OptionalDouble grade, String reason, String reply) {

  /** No grade could be read from the reply. */
  public static final String UNPARSED = "UNPARSED";

  /** No listed word is in the text. */
  public static final String NO_LISTED_WORD = "NO_LISTED_WORD";
}
