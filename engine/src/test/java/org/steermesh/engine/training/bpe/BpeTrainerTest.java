package org.steermesh.engine.training.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TextTokenizer;

class BpeTrainerTest {

  private static final List<String> CORPUS =
      List.of(
          "the cat sat on the mat and the cat was happy",
          "Do you like the cat?\n\nChoices:\n (A) Yes, the cat is nice\n (B) No, the mat is nice",
          "the rain in the plain; the end of 2024 and 1999",
          "Caf\u00e9 and na\u00efve, caf\u00e9 and na\u00efve");

  @TempDir Path directory;

  private TextTokenizer trained(int size) throws IOException {
    BpeTrainer.train(CORPUS, size).write(directory, 512);
    return TextTokenizer.open(directory);
  }

  private static List<String> pieces(TextTokenizer tokenizer, String text) {
    return Arrays.stream(tokenizer.encodePiece(text)).mapToObj(tokenizer::piece).toList();
  }

  @Test
  void frequentWordsBecomeOneToken() throws IOException {
    try (TextTokenizer tokenizer = trained(320)) {
      assertThat(pieces(tokenizer, "the cat")).containsExactly("the", "\u0120cat");
    }
  }

  @Test
  void theLetterOfAnAnswerIsATokenOfItsOwn() throws IOException {
    try (TextTokenizer tokenizer = trained(320)) {
      assertThat(pieces(tokenizer, "(A)")).containsExactly("(", "A", ")");
      assertThat(pieces(tokenizer, "so (B)")).endsWith("\u0120(", "B", ")");
      assertThat(pieces(tokenizer, "\n(A) the"))
          .containsExactly("\u010a", "(", "A", ")", "\u0120the");
      assertThat(pieces(tokenizer, "42")).containsExactly("4", "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the cat (A) sat",
        "  two  blanks \t and \n\n\n lines  ",
        "\u65e5\u672c\u8a9e \ud83d\ude42 na\u00efve e\u0301 \u0000\u007f\u0085\u00a0 \u2028",
        "12345 (((A)))!?\r\n x",
        "a"
      })
  void anyTextComesBackWhole(String text) throws IOException {
    try (TextTokenizer tokenizer = trained(300)) {
      assertThat(tokenizer.decode(tokenizer.encodePiece(text))).isEqualTo(text);
    }
  }

  @Test
  void chatsAreWrittenWithSpecialTokens() throws IOException {
    try (TextTokenizer tokenizer = trained(300)) {
      Prompt.Chat chat =
          new Prompt.Chat(List.of(new ChatMessage("system", "sit"), new ChatMessage("user", "a ")));
      assertThat(tokenizer.render(chat, true))
          .isEqualTo("<|bos|><|system|>sit<|end|><|user|>a<|end|><|assistant|>");
      int[] ids = tokenizer.encode(chat, "").ids();
      assertThat(ids[0]).isEqualTo(SpecialToken.BOS.id());
      assertThat(ids[1]).isEqualTo(SpecialToken.SYSTEM.id());
      assertThat(ids[ids.length - 1]).isEqualTo(SpecialToken.ASSISTANT.id());
      assertThat(tokenizer.encode(new Prompt.Text("a", true), "").ids())
          .startsWith(SpecialToken.BOS.id());
      assertThat(tokenizer.bosId()).hasValue(SpecialToken.BOS.id());
      assertThat(tokenizer.endOfTextIds()).containsExactly(SpecialToken.EOS.id());
    }
  }

  @Test
  void everySpecialTokenHasItsId() throws IOException {
    try (TextTokenizer tokenizer = trained(300)) {
      for (SpecialToken token : SpecialToken.values()) {
        assertThat(tokenizer.encodePiece(token.text())).containsExactly(token.id());
      }
    }
  }

  @Test
  void equalCorporaGiveEqualFiles() throws IOException {
    BpeTrainer.train(CORPUS, 320).write(directory, 512);
    Path second = Files.createDirectory(directory.resolve("second"));
    BpeTrainer.train(CORPUS, 320).write(second, 512);
    for (String file :
        List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
      assertThat(second.resolve(file)).hasSameBinaryContentAs(directory.resolve(file));
    }
  }

  @Test
  void everyIdHasAPieceOfItsOwn() throws IOException {
    List<String> repeats = List.of("aaaa aaa aaaaa aa ababab bababa abc bc xabc xabc abc bc");
    BpeTrainer.train(repeats, 400).write(directory, 512);
    try (TextTokenizer tokenizer = TextTokenizer.open(directory)) {
      List<String> pieces =
          IntStream.range(0, tokenizer.vocabularySize()).mapToObj(tokenizer::piece).toList();
      assertThat(pieces).hasSizeGreaterThan(264).doesNotHaveDuplicates().doesNotContain("");
    }
  }

  @Test
  void mergesAreTheMostFrequentPairsFirst() throws IOException {
    // (a, b) occurs five times, then (blank, ab) four times; nothing else occurs twice.
    BpeTrainer.train(List.of("ab ab ab ab ab"), 400).write(directory, 512);
    try (TextTokenizer tokenizer = TextTokenizer.open(directory)) {
      assertThat(tokenizer.vocabularySize()).isEqualTo(265);
      assertThat(tokenizer.piece(263)).isEqualTo("ab");
      assertThat(tokenizer.piece(264)).isEqualTo("\u0120ab");
    }
  }

  @Test
  void theVocabularyIsNeverLargerThanAsked() {
    assertThat(BpeTrainer.train(CORPUS, 290).vocabularySize()).isEqualTo(290);
    assertThat(BpeTrainer.train(List.of("a"), 4096).vocabularySize()).isEqualTo(263);
    assertThatThrownBy(() -> BpeTrainer.train(CORPUS, 262))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("263");
  }
}
