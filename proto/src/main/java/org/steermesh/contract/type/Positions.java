package org.steermesh.contract.type;

import java.util.List;

/**
 * Which positions of a sequence, relative to its borders.
 *
 * @param rule the rule
 * @param marker the text of {@code FROM_MARKER}, empty with any other rule
 * @param indices the positions of {@code INDICES}, negative from the end, empty with any other rule
 * @param excludedTokenIds token ids that are never selected
 */
public record Positions(
    PositionRule rule, String marker, List<Integer> indices, List<Integer> excludedTokenIds) {

  /** Copies the lists. */
  public Positions {
    indices = List.copyOf(indices);
    excludedTokenIds = List.copyOf(excludedTokenIds);
  }

  /** A rule that needs nothing more. */
  public static Positions of(PositionRule rule) {
    return new Positions(rule, "", List.of(), List.of());
  }
}
