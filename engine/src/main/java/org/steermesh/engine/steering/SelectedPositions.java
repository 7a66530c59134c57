package org.steermesh.engine.steering;

import java.util.BitSet;
import java.util.Set;

/**
 * Positions of one sequence, resolved.
 *
 * @param listed positions selected one by one; may lie beyond the input
 * @param inputLength number of input tokens
 * @param generated whether every position at or after the input's length is selected
 * @param excludedTokens token ids that are never selected
 */
public record SelectedPositions(
    BitSet listed, int inputLength, boolean generated, Set<Integer> excludedTokens) {

  /** Whether the token at a position is selected. */
  public boolean contains(int position, int token) {
    boolean selected = listed.get(position) || (generated && position >= inputLength);
    return selected && !excludedTokens.contains(token);
  }

  /** The selected positions of an input, ascending. */
  public int[] within(int[] ids) {
    return listed.stream()
        .filter(position -> position < ids.length && contains(position, ids[position]))
        .toArray();
  }
}
