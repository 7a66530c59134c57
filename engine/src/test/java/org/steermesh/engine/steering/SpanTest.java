package org.steermesh.engine.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.tokenizer.TokenTexts;

/** Which tokens of a text are inside stretches, told as they come. */
class SpanTest {

  /** A token that readers are not shown, and one that ends a turn. */
  private static final String SPECIAL = "<special>";

  private static final String END = "<end>";

  private static final Span FENCE = new Span.CodeFence();

  /** x for a token inside, . for one outside. */
  private static String shown(Span span, String... tokens) {
    int[] ids = IntStream.range(0, tokens.length).toArray();
    SpanPositions positions = SpanPositions.of(List.of(span), ids, texts(tokens));
    StringBuilder shown = new StringBuilder();
    for (int id : ids) {
      shown.append(positions.inside(id) ? 'x' : '.');
    }
    return shown.toString();
  }

  private static TokenTexts texts(String... tokens) {
    return id ->
        new TokenTexts.Said(
            tokens[id],
            tokens[id].equals(SPECIAL) || tokens[id].equals(END),
            tokens[id].equals(END));
  }

  @Test
  void aFenceIsFromTheMarkThatCompletesItToTheEndOfTheLineThatClosesIt() {
    assertThat(shown(FENCE, "a\n", "``", "`", "java\n", "x", "\n", "``", "`", "\n", "b"))
        .isEqualTo("..xxxxxxx.");
    assertThat(shown(FENCE, "x\n```\ny\n```\nz", "w")).isEqualTo("x.");
    assertThat(shown(FENCE, "```\n", "y", "\n``", "`  \n", "z")).isEqualTo("xxxx.");
    assertThat(shown(FENCE, "  ", " \t```", "\n", "c")).isEqualTo(".xxx");
    assertThat(shown(FENCE, "```\r\n", "y\r\n", "```\r\n", "z")).isEqualTo("xxx.");
  }

  @Test
  void aFenceIsClosedByAsManyOfItsOwnMarksAndNothingElse() {
    assertThat(shown(FENCE, "````\n", "```\n", "````py\n", "x\n", "`````", "\n", "b"))
        .isEqualTo("xxxxxx.");
    assertThat(shown(FENCE, "~~~\n", "```\n", "~~\n", "~~~\n", "b")).isEqualTo("xxxx.");
    assertThat(shown(FENCE, "```", "\n", "```", "\n", "b")).isEqualTo("xxxx.");
  }

  @Test
  void backticksInALineOfTextAreNoFence() {
    assertThat(shown(FENCE, "a ```", "b", "```\n", "c")).isEqualTo("....");
    assertThat(shown(FENCE, "``", "\n", "`", "\n")).isEqualTo("....");
    // That it is none is seen at the backtick after the first ones.
    assertThat(shown(FENCE, "```", "a", "``", "` b", "c\n")).isEqualTo("xxx..");
  }

  @Test
  void aMessageEndsItsFence() {
    assertThat(shown(FENCE, "```", "a", SPECIAL, "b", "```", "c")).isEqualTo("xxx...");
    assertThat(shown(FENCE, "a", SPECIAL, "```", "c", END, "d")).isEqualTo("..xxx.");
  }

  @Test
  void aMarkedStretchIsFromTheTokenThatCompletesItsBeginningToTheOneThatCompletesItsEnd() {
    Span span = new Span.Marked("<t>", "</t>");
    assertThat(shown(span, "a<", "t", ">b", "</t", "> c", "d")).isEqualTo("..xxx.");
    assertThat(shown(span, "<<", "t>", "x")).isEqualTo(".xx");
    assertThat(shown(span, "<t></t>", "a", "<t>", "x", END, "y")).isEqualTo("x.xxx.");
    assertThat(shown(span, "<t>", SPECIAL, "x", "</t>", "y")).isEqualTo("xxxx.");
    assertThat(shown(new Span.Marked("aab", ""), "a", "a", "a", "b", "aab", END, "y"))
        .isEqualTo("...xxx.");
  }

  @Test
  void aToolCallIsBetweenTheMarkersThatTheVocabularyHas() {
    String[] tokens = {"<tool_call>", "x", "</tool_call>", "[TOOL_CALLS]", "y", END, "z"};
    assertThat(shown(new Span.ToolCall(), tokens)).isEqualTo("xxx....");
    TokenTexts known =
        new TokenTexts() {
          @Override
          public Said of(int id) {
            return texts(tokens).of(id);
          }

          @Override
          public boolean hasToken(String text) {
            return text.equals("[TOOL_CALLS]");
          }
        };
    SpanPositions positions =
        SpanPositions.of(List.of(new Span.ToolCall()), IntStream.range(0, 7).toArray(), known);
    assertThat(IntStream.range(0, 7).filter(positions::inside)).containsExactly(3, 4, 5);
  }

  @Test
  void whatFollowsIsReadFromThereOnByEachSequenceApart() {
    TokenTexts texts = texts("```\n", "```\n", "a\n");
    SpanPositions input = SpanPositions.of(List.of(FENCE), new int[] {2, 0}, texts);
    SpanPositions closing = input.over(new int[] {2, 0, 1, 2});
    SpanPositions staying = input.over(new int[] {2, 0, 2, 2});
    assertThat(closing.inside(2)).isTrue();
    assertThat(closing.inside(3)).isFalse();
    assertThat(staying.inside(3)).isTrue();
  }
}
