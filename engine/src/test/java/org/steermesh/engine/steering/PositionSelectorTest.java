package org.steermesh.engine.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

/** A beginning-of-sequence token, then one token per word of a prompt and of a completion. */
class PositionSelectorTest {

  private static final TokenSequence TOKENS =
      sequence(List.of("Is", " it", " so"), List.of(" (", "B", ")"));

  @ParameterizedTest
  @CsvSource({
    "ALL, 0 1 2 3 4 5 6, true",
    "ALL_BUT_BOS, 1 2 3 4 5 6, true",
    "LAST_OF_PROMPT, 3, false",
    "FROM_LAST_OF_PROMPT, 3 4 5 6, true",
    "LAST_OF_INPUT, 6, false",
    "ANSWER_LETTER, 5, false",
    "GENERATED_ONLY, '', true",
    "PROMPT_ONLY, 0 1 2 3, false"
  })
  void ruleSelectsThesePositions(PositionRule rule, String expected, boolean generated) {
    SelectedPositions selected = resolve(Positions.of(rule), TOKENS);
    assertThat(shown(selected)).isEqualTo(expected);
    assertThat(contains(selected, 7, 1)).isEqualTo(generated);
    assertThat(contains(selected, 100, 1)).isEqualTo(generated);
    assertThat(selected.reachesGenerated()).isEqualTo(generated);
  }

  @Test
  void negativeIndicesCountFromTheEndOfTheInput() {
    SelectedPositions selected = resolve(Positions.at(List.of(0, -1, -2, 9)), TOKENS);
    assertThat(shown(selected)).isEqualTo("0 5 6");
    assertThat(contains(selected, 9, 1)).isTrue();
    assertThat(contains(selected, 8, 1)).isFalse();
    refuse(Positions.at(List.of(-8)), TOKENS, "position -8");
  }

  @Test
  void markerSelectsFromTheFirstTokenOfItsLastOccurrence() {
    TokenSequence twice =
        sequence(List.of("é", " Answer", ":", " no", " An", "swer", ":"), List.of(" yes"));
    SelectedPositions selected = resolve(Positions.fromMarker("Answer:"), twice);
    assertThat(shown(selected)).isEqualTo("5 6 7 8");
    assertThat(contains(selected, 9, 1)).isTrue();
    refuse(Positions.fromMarker("Reply:"), twice, "'Reply:' is not in the text");
    refuse(Positions.fromMarker(""), twice, "is empty");
  }

  @Test
  void answerLetterStandsAlone() {
    TokenSequence words = sequence(List.of("Choose A"), List.of("The", " (", "C", ")", " D"));
    Positions rule = Positions.of(PositionRule.ANSWER_LETTER);
    assertThat(shown(resolve(rule, words))).isEqualTo("4");
    refuse(rule, sequence(List.of("Choose A"), List.of("Yes", " it", " is")), "stands alone");
    refuse(rule, sequence(List.of("Choose (A)"), List.of()), "no text");
    refuse(rule, sequence(List.of("?"), List.of("É", "Aé")), "stands alone");
  }

  @Test
  void excludedTokensAreNeverSelected() {
    Positions rule = Positions.of(PositionRule.ALL).without(Set.of(102, 105), List.of());
    SelectedPositions selected = resolve(rule, TOKENS);
    assertThat(shown(selected)).isEqualTo("0 1 3 4 6");
    assertThat(contains(selected, 7, 102)).isFalse();
    assertThat(contains(selected, 7, 1)).isTrue();
  }

  private static SelectedPositions resolve(Positions positions, TokenSequence tokens) {
    return PositionSelector.resolve(positions, tokens, TokenTexts.UNKNOWN);
  }

  private static boolean contains(SelectedPositions selected, int position, int token) {
    return selected.contains(position, token, SpanPositions.NONE);
  }

  private static String shown(SelectedPositions selected) {
    StringBuilder text = new StringBuilder();
    for (int position : selected.ofInput()) {
      text.append(text.isEmpty() ? "" : " ").append(position);
    }
    return text.toString();
  }

  private static void refuse(Positions positions, TokenSequence tokens, String message) {
    assertThatThrownBy(() -> resolve(positions, tokens))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(EngineReason.POSITION_NOT_FOUND))
        .hasMessageContaining(message);
  }

  private static TokenSequence sequence(List<String> prompt, List<String> completion) {
    int length = 1 + prompt.size() + completion.size();
    int[] ids = new int[length];
    int[] starts = new int[length];
    int[] ends = new int[length];
    StringBuilder text = new StringBuilder();
    ids[0] = 100;
    starts[0] = -1;
    ends[0] = -1;
    for (int i = 1; i < length; i++) {
      ids[i] = 100 + i;
      starts[i] = text.toString().getBytes(StandardCharsets.UTF_8).length;
      text.append(i <= prompt.size() ? prompt.get(i - 1) : completion.get(i - 1 - prompt.size()));
      ends[i] = text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
    return new TokenSequence(ids, 1 + prompt.size(), text.toString(), starts, ends, true);
  }
}
