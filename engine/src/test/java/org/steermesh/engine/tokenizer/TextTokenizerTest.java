package org.steermesh.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

class TextTokenizerTest {

  private static final int BOS = 376;

  private static TextTokenizer llama;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    llama = GoldenTokenizers.open("llama3-f32");
  }

  @AfterAll
  static void close() {
    llama.close();
  }

  private static void assertRefused(EngineReason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Prompt text(String text) {
    return new Prompt.Text(text, true);
  }

  @Test
  void promptAndCompletionAreTokenisedApart() {
    // "The answer" is two tokens, but "answer" after a border cannot use the piece with a blank.
    TokenSequence tokens = llama.encode(text("The "), "answer");
    assertThat(tokens.ids())
        .containsExactly(
            IntStream.concat(
                    IntStream.of(llama.encode(text("The "), "").ids()),
                    IntStream.of(llama.encodePiece("answer")))
                .toArray());
    assertThat(tokens.promptLength()).isEqualTo(llama.encode(text("The "), "").length());
    assertThat(tokens.text()).isEqualTo("The answer");
    assertThat(tokens.startsWithBos()).isTrue();
  }

  @Test
  void specialTokensAreAddedOnlyWhereAsked() {
    assertThat(llama.encode(text("a"), "").ids()[0]).isEqualTo(BOS);
    TokenSequence bare = llama.encode(new Prompt.Text("a", false), "");
    assertThat(bare.ids()).doesNotContain(BOS);
    assertThat(bare.startsWithBos()).isFalse();
    TokenSequence chat = llama.encode(new Prompt.Chat(List.of(new ChatMessage("user", "a"))), "(A");
    assertThat(Arrays.stream(chat.ids()).filter(id -> id == BOS).count()).isEqualTo(1);
    assertThat(chat.startsWithBos()).isTrue();
  }

  @Test
  void offsetsAreBytesOfTheText() {
    String prompt = "na\u00efve \ud83d\ude42";
    TokenSequence tokens = llama.encode(text(prompt), " \u65e5(B)");
    byte[] utf8 = tokens.text().getBytes(StandardCharsets.UTF_8);
    assertThat(tokens.text()).isEqualTo(prompt + " \u65e5(B)");
    assertThat(tokens.starts()[0]).isEqualTo(-1);
    assertThat(tokens.ends()[0]).isEqualTo(-1);
    StringBuilder covered = new StringBuilder();
    int end = 0;
    for (int i = 1; i < tokens.length(); i++) {
      assertThat(tokens.starts()[i]).isLessThanOrEqualTo(end);
      if (tokens.ends()[i] > end) {
        covered.append(new String(utf8, end, tokens.ends()[i] - end, StandardCharsets.UTF_8));
        end = tokens.ends()[i];
      }
    }
    assertThat(covered).hasToString(tokens.text());
    int letter = Arrays.stream(tokens.starts()).boxed().toList().indexOf(utf8.length - 2);
    assertThat(llama.piece(tokens.ids()[letter])).isEqualTo("B");
    assertThat(letter).isGreaterThanOrEqualTo(tokens.promptLength());
  }

  @Test
  void tokenPromptsKeepTheirIdsAndTheCompletionItsOffsets() {
    TokenSequence tokens = llama.encode(new Prompt.Tokens(new int[] {BOS, 5, 9}), "(A");
    assertThat(Arrays.copyOf(tokens.ids(), 3)).containsExactly(BOS, 5, 9);
    assertThat(tokens.promptLength()).isEqualTo(3);
    assertThat(tokens.text()).isEqualTo("(A");
    assertThat(tokens.starts()).containsExactly(-1, -1, -1, 0, 1);
    assertThat(tokens.startsWithBos()).isTrue();
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    assertThat(llama.vocabularySize()).isEqualTo(382);
    for (int id : new int[] {-1, 382, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      int[] ids = {1, id};
      assertRefused(
          EngineReason.TOKEN_OUT_OF_RANGE, () -> llama.encode(new Prompt.Tokens(ids), ""));
      assertRefused(EngineReason.TOKEN_OUT_OF_RANGE, () -> llama.decode(ids));
      assertRefused(EngineReason.TOKEN_OUT_OF_RANGE, () -> llama.piece(id));
    }
  }

  @Test
  void anEmptyPromptIsRefused() {
    assertRefused(EngineReason.PROMPT_EMPTY, () -> llama.encode(new Prompt.Text("", false), "a"));
    assertRefused(
        EngineReason.PROMPT_EMPTY, () -> llama.encode(new Prompt.Tokens(new int[0]), "a"));
    assertRefused(EngineReason.PROMPT_EMPTY, () -> llama.encode(new Prompt.Chat(List.of()), "a"));
  }

  @Test
  void aTextOverAMebibyteIsRefused() {
    String large = "\u00e9".repeat(TextTokenizer.MOST_BYTES / 2) + "a";
    String half = "a ".repeat(TextTokenizer.MOST_BYTES / 4 + 1);
    assertRefused(EngineReason.PROMPT_TOO_LONG, () -> llama.encode(text(large), ""));
    assertRefused(EngineReason.PROMPT_TOO_LONG, () -> llama.encode(text("a"), large));
    assertRefused(EngineReason.PROMPT_TOO_LONG, () -> llama.encode(text(half), half));
    assertRefused(EngineReason.PROMPT_TOO_LONG, () -> llama.encodePiece(large));
    assertRefused(
        EngineReason.PROMPT_TOO_LONG,
        () -> llama.encode(new Prompt.Chat(List.of(new ChatMessage("user", large))), ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\ud83d", "\ude42b", "\ude42\ud83d"})
  void halfASurrogatePairIsNotText(String text) {
    assertThatThrownBy(() -> llama.encodePiece(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void theTokensThatBeginAndEndTextsAreKnown() {
    assertThat(llama.bosId()).hasValue(BOS);
    assertThat(llama.endOfTextIds()).containsExactlyInAnyOrder(377, 380);
    assertThat(llama.digest()).hasSize(64);
    assertThat(llama.templateDigest()).hasSize(64).isNotEqualTo(llama.digest());
    try (TextTokenizer qwen = GoldenTokenizers.open("qwen3-f32")) {
      assertThat(qwen.bosId()).isEmpty();
      assertThat(qwen.encode(text("a"), "").startsWithBos()).isFalse();
    }
  }

  @Test
  void aMissingTokenizerIsRefused() {
    assertRefused(EngineReason.CHECKPOINT_MISSING, () -> TextTokenizer.open(directory));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"model\":",
        "{\"model\": {\"vocab\": {\"a\": 0}}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 99999999}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0.5}, \"merges\": []}}",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a b\"]}}",
        "{\"model\": {\"type\": \"Nothing\", \"vocab\": {\"a\": 0}}}",
        "{\"added_tokens\": [{\"id\": 99999999999, \"content\": \"a\"}]}"
      })
  void aBrokenTokenizerIsRefusedWithASentence(String json) throws IOException {
    Files.writeString(directory.resolve("tokenizer.json"), json);
    assertThatThrownBy(() -> TextTokenizer.open(directory))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(EngineReason.TOKENIZER_INVALID);
              assertThat(e.getMessage()).startsWith("tokenizer.json").hasSizeLessThan(300);
            });
  }

  @Test
  void aBrokenConfigurationIsRefused() throws IOException {
    Files.copy(
        GoldenTokenizers.directory("llama3-f32").resolve("tokenizer.json"),
        directory.resolve("tokenizer.json"));
    Files.writeString(directory.resolve("tokenizer_config.json"), "[1]");
    assertRefused(EngineReason.TOKENIZER_INVALID, () -> TextTokenizer.open(directory));
  }

  @Test
  void manyThreadsGetTheSameTokens() {
    int[] expected = llama.encodePiece("The answer is that there is no answer.");
    IntStream.range(0, 200)
        .parallel()
        .forEach(_ ->
            assertThat(llama.encodePiece("The answer is that there is no answer."))
                .containsExactly(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3-f32", "mistral-f32", "gemma2-f32", "qwen3-f32"})
  void streamedTextIsTheDecodedText(String name) {
    String text =
        "na\u00efve caf\u00e9 \u2013 \u201cquotes\u201d \u65e5\u672c\u8a9e \ud83d\ude42 a b";
    try (TextTokenizer tokenizer = GoldenTokenizers.open(name)) {
      int[] ids = tokenizer.encodePiece(text);
      StreamDecoder decoder = tokenizer.streamDecoder();
      StringBuilder streamed = new StringBuilder();
      for (int id : ids) {
        String part = decoder.append(id);
        assertThat(part).doesNotContain("\uFFFD");
        streamed.append(part);
      }
      streamed.append(decoder.flush());
      assertThat(streamed).hasToString(tokenizer.decode(ids));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3-f32", "mistral-f32", "gemma2-f32", "qwen3-f32"})
  void theTextsOfTokensOneByOneAreTheTextBlanksAndAll(String name) {
    try (TextTokenizer one = GoldenTokenizers.open(name)) {
      StringBuilder text = new StringBuilder("x");
      for (int id : one.encodePiece("x a cat, and a dog")) {
        text.append(one.decodeNext(id));
      }
      assertThat(text.toString().replaceFirst("^x *x", "x")).isEqualTo("x a cat, and a dog");
    }
  }

  @Test
  void aCharacterThatNeverBecomesWholeIsFlushed() {
    int[] smile = llama.encodePiece("\ud83d\ude42");
    StreamDecoder decoder = llama.streamDecoder();
    assertThat(decoder.append(llama.encodePiece("a")[0])).isEqualTo("a");
    assertThat(decoder.append(smile[0])).isEmpty();
    assertThat(decoder.append(smile[1])).isEmpty();
    assertThat(decoder.flush()).isEqualTo("\uFFFD");
    assertThat(decoder.flush()).isEmpty();
  }

  @Test
  void aLongStreamKeepsItsText() {
    int[] ids = llama.encodePiece("The answer is \u00e9 \ud83d\ude42. ".repeat(100));
    StreamDecoder decoder = llama.streamDecoder();
    StringBuilder streamed = new StringBuilder();
    for (int id : ids) {
      streamed.append(decoder.append(id));
    }
    assertThat(streamed.append(decoder.flush())).hasToString(llama.decode(ids));
  }
}
