package org.steermesh.engine.steering;

import java.util.List;
import java.util.Set;

/**
 * Which positions of a sequence.
 *
 * @param rule the rule
 * @param marker the text of {@link PositionRule#FROM_MARKER}, otherwise empty
 * @param indices the positions of {@link PositionRule#INDICES}, otherwise empty
 * @param excludedTokens token ids that are never selected, whatever the rule
 * @param excludedSpans stretches of text whose tokens are never selected, whatever the rule
 */
public record Positions(
    PositionRule rule,
    String marker,
    List<Integer> indices,
    Set<Integer> excludedTokens,
    List<Span> excludedSpans) {

  /** Copies the collections. */
  public Positions {
    indices = List.copyOf(indices);
    excludedTokens = Set.copyOf(excludedTokens);
    excludedSpans = List.copyOf(excludedSpans);
  }

  /** The same without these tokens and stretches of text. */
  public Positions without(Set<Integer> tokens, List<Span> spans) {
    return new Positions(rule, marker, indices, tokens, spans);
  }

  /** A rule that needs no further argument. */
  public static Positions of(PositionRule rule) {
    return new Positions(rule, "", List.of(), Set.of(), List.of());
  }

  /** The listed positions; negative ones count from the end of the input. */
  public static Positions at(List<Integer> indices) {
    return new Positions(PositionRule.INDICES, "", indices, Set.of(), List.of());
  }

  /** From the last occurrence of a marker text onward. */
  public static Positions fromMarker(String marker) {
    return new Positions(PositionRule.FROM_MARKER, marker, List.of(), Set.of(), List.of());
  }
}
