package org.steermesh.eval.domain;

import java.util.List;

/**
 * Which tokens are steered, relative to the borders of a sequence.
 *
 * @param rule the rule
 * @param marker the text of {@code FROM_MARKER}; empty otherwise
 * @param indices of {@code INDICES}, negative ones from the end; empty otherwise
 * @param excludedTokenIds never steered, whatever the rule
 */
public record Positions(
    Rule rule, String marker, List<Integer> indices, List<Integer> excludedTokenIds) {

  /** The positions rules of the mesh. */
  public enum Rule {
    /** Every token. */
    ALL,
    /** Every token but a leading beginning-of-sequence token. */
    ALL_BUT_BOS,
    /** The last token of the prompt. */
    LAST_OF_PROMPT,
    /** The last token of the prompt and everything after it. */
    FROM_LAST_OF_PROMPT,
    /** The last token of the input. */
    LAST_OF_INPUT,
    /** The token that holds the answer letter. */
    ANSWER_LETTER,
    /** From the last occurrence of a marker text onward. */
    FROM_MARKER,
    /** Generated tokens only. */
    GENERATED_ONLY,
    /** Prompt tokens only. */
    PROMPT_ONLY,
    /** The listed positions. */
    INDICES
  }

  /** Keeps the lists. */
  public Positions {
    indices = List.copyOf(indices);
    excludedTokenIds = List.copyOf(excludedTokenIds);
  }

  /** A rule that needs nothing more. */
  public static Positions of(Rule rule) {
    return new Positions(rule, "", List.of(), List.of());
  }
}
