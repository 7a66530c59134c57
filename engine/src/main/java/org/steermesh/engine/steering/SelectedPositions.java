package org.steermesh.engine.steering;

import java.util.BitSet;
import java.util.Set;

/**
 * Positions of one sequence, resolved.
 *
 * @param listed positions that the rule names one by one; may lie beyond the input
 * @param chosen those of the input that are not excluded
 * @param inputLength number of input tokens
 * @param generated whether the rule names every position at or after the input's length
 * @param excludedTokens token ids that are never selected
 * @param spans which tokens of the input are inside excluded stretches of text
 */
public record SelectedPositions(
    BitSet listed,
    BitSet chosen,
    int inputLength,
    boolean generated,
    Set<Integer> excludedTokens,
    SpanPositions spans) {

  /** Whether the rule names a position, excluded or not. */
  boolean names(int position) {
    return listed.get(position) || (generated && position >= inputLength);
  }

  /**
   * Whether the token at a position is selected.
   *
   * @param known of this sequence, up to this token at least
   */
  boolean contains(int position, int token, SpanPositions known) {
    return position < inputLength
        ? chosen.get(position)
        : names(position) && !excludedTokens.contains(token) && !known.inside(position);
  }

  /** Tokens of the input that the rule names and that are excluded. */
  int excludedOfInput() {
    return listed.get(0, inputLength).cardinality() - chosen.cardinality();
  }

  /** Whether a token after the input may be selected. */
  public boolean reachesGenerated() {
    return generated || listed.length() > inputLength;
  }

  /** The selected positions of the input, ascending. */
  public int[] ofInput() {
    return chosen.stream().toArray();
  }
}
