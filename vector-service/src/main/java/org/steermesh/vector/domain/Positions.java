package org.steermesh.vector.domain;

import java.util.List;

/**
 * Which positions of a sequence an activation is read from.
 *
 * @param rule the rule
 * @param marker the text of {@code FROM_MARKER}, empty with any other rule
 * @param indices the positions of {@code INDICES}, negative from the end, empty with any other rule
 * @param excludedTokenIds token ids that are never selected
 */
public record Positions(
    PositionRule rule, String marker, List<Integer> indices, List<Integer> excludedTokenIds) {

  /** The token of the answer letter: where a contrastive pair differs. */
  public static final Positions ANSWER_LETTER =
      new Positions(PositionRule.ANSWER_LETTER, "", List.of(), List.of());
}
