package org.steermesh.engine.sae.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.engine.sae.training.TokenWindows.Window;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.engine.training.TrainingException;

/** From files to sequences of tokens. */
class TokenWindowsTest {

  private static final Path MODEL = Path.of("src/test/resources/golden/llama3-f32/model");

  @TempDir Path folder;

  @Test
  void blankLinesPartTextsAndEveryLineOfJsonLinesIsOne() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "one\ntwo\n\n\n  \nthree\n");
    Files.writeString(
        folder.resolve("b.jsonl"), "{\"text\": \"four\\nfive\"}\n\n{\"text\": \" \", \"x\": 1}\n");
    Files.writeString(folder.resolve("c.dat"), "not a text");
    assertThat(texts(folder)).containsExactly("one\ntwo", "three", "four\nfive");
  }

  @Test
  void longTextComesInPiecesThatTogetherAreTheText() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      all.append(i % 7 == 0 ? "\uD83D\uDE00" : "word").append(' ');
    }
    Path file = folder.resolve("long.txt");
    Files.writeString(file, all);
    List<String> texts = texts(file);
    assertThat(texts)
        .hasSizeGreaterThan(2)
        .allSatisfy(text -> assertThat(text).hasSizeLessThan(70_000));
    assertThat(String.join("", texts)).isEqualTo(all.toString());
    Files.writeString(file, "\uD83D\uDE00".repeat(50_000));
    assertThat(String.join("", texts(file))).isEqualTo("\uD83D\uDE00".repeat(50_000));
  }

  @Test
  void brokenFilesAreRefusedByName() throws IOException {
    Files.write(folder.resolve("a.txt"), new byte[] {'a', (byte) 0xff, '\n'});
    assertRefused(folder, "a.txt is not UTF-8 text");
    Path json = folder.resolve("b.jsonl");
    Files.writeString(json, "{\"text\": \"a\"}\n{\"text\":");
    assertRefused(json, "b.jsonl, line 2 is not JSON");
    Files.writeString(json, "{\"content\": \"a\"}");
    assertRefused(json, "b.jsonl, line 1 has no string \"text\"");
    assertRefused(folder.resolve("absent"), "absent is not a file or a folder");
    assertRefused(Files.createDirectory(folder.resolve("empty")), "empty holds no file that ends");
  }

  private void assertRefused(Path place, String message) {
    assertThatThrownBy(() -> texts(place))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message);
  }

  private static List<String> texts(Path place) throws IOException {
    List<String> texts = new ArrayList<>();
    try (TextReader reader = new TextReader(TrainingText.of(place))) {
      for (String next = reader.next(); next != null; next = reader.next()) {
        texts.add(next);
      }
    }
    return texts;
  }

  @Test
  void windowsHoldEveryTokenOnceAfterTheirBosAndOneInTwentyIsHeldOut() throws IOException {
    Path file = folder.resolve("text.txt");
    Files.writeString(file, "The sea is cold and the ship sails home. ".repeat(60));
    try (TextTokenizer tokenizer = TextTokenizer.open(MODEL)) {
      int bos = tokenizer.bosId().orElseThrow();
      List<Window> windows = windows(file, tokenizer, TokenWindows.Place.BEGIN);
      int[] joined =
          windows.stream()
              .flatMapToInt(window -> Arrays.stream(window.tokens().ids()).skip(1))
              .toArray();
      assertThat(joined).isEqualTo(tokenizer.encodePiece(Files.readString(file).strip() + " "));
      assertThat(windows)
          .allSatisfy(window -> {
            assertThat(window.tokens().ids()[0]).isEqualTo(bos);
            assertThat(window.tokens().length()).isLessThanOrEqualTo(16);
            assertThat(window.tokens().startsWithBos()).isTrue();
          });
      assertThat(windows.stream().filter(Window::heldOut).count())
          .isEqualTo((windows.size() + 19) / 20);
    }
  }

  @Test
  void readingFromAPlaceGivesWhatComesAfterIt() throws IOException {
    Path file = folder.resolve("texts.txt");
    Files.writeString(file, "The sea is cold and the ship sails home today.\n\n".repeat(30));
    try (TextTokenizer tokenizer = TextTokenizer.open(MODEL);
        TokenWindows reading =
            new TokenWindows(TrainingText.of(file), tokenizer, 8, TokenWindows.Place.BEGIN)) {
      List<Window> all = windows(file, tokenizer, TokenWindows.Place.BEGIN, 8);
      for (int read = 0; read < all.size(); read++) {
        List<Window> rest = windows(file, tokenizer, reading.place(), 8);
        assertThat(ids(rest)).isDeepEqualTo(ids(all.subList(read, all.size())));
        assertThat(rest.getFirst().heldOut()).isEqualTo(all.get(read).heldOut());
        reading.next();
      }
    }
  }

  @Test
  void textThatSpellsTheBosItselfGetsNoSecondOne() throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.open(MODEL)) {
      String bos = tokenizer.piece(tokenizer.bosId().orElseThrow());
      Path plain = Files.writeString(folder.resolve("a.txt"), "The sea.", StandardCharsets.UTF_8);
      Path spelt = Files.writeString(folder.resolve("b.txt"), bos + "The sea.");
      assertThat(ids(windows(spelt, tokenizer, TokenWindows.Place.BEGIN)))
          .isDeepEqualTo(ids(windows(plain, tokenizer, TokenWindows.Place.BEGIN)));
    }
  }

  private static int[][] ids(List<Window> windows) {
    return windows.stream().map(window -> window.tokens().ids()).toArray(int[][]::new);
  }

  private static List<Window> windows(Path file, TextTokenizer tokenizer, TokenWindows.Place from)
      throws IOException {
    return windows(file, tokenizer, from, 16);
  }

  private static List<Window> windows(
      Path file, TextTokenizer tokenizer, TokenWindows.Place from, int context) throws IOException {
    List<Window> windows = new ArrayList<>();
    try (TokenWindows reading = new TokenWindows(TrainingText.of(file), tokenizer, context, from)) {
      for (Window next = reading.next(); next != null; next = reading.next()) {
        windows.add(next);
      }
    }
    return windows;
  }
}
