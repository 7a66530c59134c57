package org.steermesh.cli.client;

import java.util.Locale;
import java.util.stream.Stream;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;

/** Position rules as a person types them. */
public final class PositionText {

  private static final String MARKER = "marker:";

  private PositionText() {}

  /**
   * Reads a rule ({@code last-of-input}), {@code marker:TEXT}, or indices ({@code 0,3,-1}).
   *
   * @throws IllegalArgumentException with what is allowed, if it is none of them
   */
  public static Positions parse(String text) {
    if (text.startsWith(MARKER)) {
      return Positions.newBuilder()
          .setRule(PositionRule.POSITION_RULE_FROM_MARKER)
          .setMarker(text.substring(MARKER.length()))
          .build();
    }
    if (text.matches("-?\\d{1,7}(,-?\\d{1,7})*")) {
      return Positions.newBuilder()
          .setRule(PositionRule.POSITION_RULE_INDICES)
          .addAllIndices(Stream.of(text.split(",", -1)).map(Integer::valueOf).toList())
          .build();
    }
    return Positions.newBuilder().setRule(rule(text)).build();
  }

  private static PositionRule rule(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "all" -> PositionRule.POSITION_RULE_ALL;
      case "all-but-bos" -> PositionRule.POSITION_RULE_ALL_BUT_BOS;
      case "last-of-prompt" -> PositionRule.POSITION_RULE_LAST_OF_PROMPT;
      case "from-last-of-prompt" -> PositionRule.POSITION_RULE_FROM_LAST_OF_PROMPT;
      case "last-of-input" -> PositionRule.POSITION_RULE_LAST_OF_INPUT;
      case "answer-letter" -> PositionRule.POSITION_RULE_ANSWER_LETTER;
      case "generated-only" -> PositionRule.POSITION_RULE_GENERATED_ONLY;
      case "prompt-only" -> PositionRule.POSITION_RULE_PROMPT_ONLY;
      default ->
          throw new IllegalArgumentException(
              "'"
                  + text
                  + "' names no positions: all, all-but-bos, last-of-prompt, from-last-of-prompt,"
                  + " last-of-input, answer-letter, generated-only, prompt-only, marker:TEXT, or"
                  + " indices such as 0,3,-1");
    };
  }
}
