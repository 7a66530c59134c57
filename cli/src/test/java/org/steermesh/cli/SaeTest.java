package org.steermesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.show.Terminal;

/** {@code steer sae} on a tiny model. */
final class SaeTest {

  private static final String MODEL = "../engine/src/test/resources/golden/llama3-f32/model";

  @TempDir Path folder;

  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = folder.resolve("text.txt");
    Files.writeString(text, "The sea is cold.\n\nThe ship sails home with a song.\n\n".repeat(40));
  }

  @Test
  void trainingEndsWithATableAndAFolderInTheLayoutOfSaeLens() {
    Path out = folder.resolve("sae");
    assertThat(train(out, "--l0", "8", "--dtype", "f16")).isZero();
    assertThat(text(results))
        .containsPattern("kind +jumprelu\\R")
        .containsPattern("active features \\(L0\\) +\\d+\\.\\d\\d\\R")
        .containsPattern("explained variance +-?\\d\\.\\d{4}\\R")
        .containsPattern("trained on +512 activations, pass \\d over the text");
    assertThat(text(notes)).contains("measuring on held-out text");
    assertThat(out.resolve("cfg.json")).content().contains("\"dtype\" : \"float16\"");
    assertThat(out.resolve("sae_weights.safetensors")).exists();
    assertThat(train(out, "--resume")).isEqualTo(2);
    assertThat(text(notes)).contains("holds an autoencoder already");
  }

  @Test
  void jsonHasTheNumbersOfTheTable() {
    Path out = folder.resolve("sae");
    assertThat(train(out, "--kind", "topk", "--k", "4", "--json")).isZero();
    JsonObject json = JsonParser.parseString(text(results)).getAsJsonObject();
    assertThat(json.get("kind").getAsString()).isEqualTo("topk");
    assertThat(json.get("averageActive").getAsDouble()).isBetween(1.0, 4.0);
    assertThat(json.get("loss").getAsDouble()).isPositive();
    assertThat(json.get("trainedActivations").getAsLong()).isEqualTo(512);
  }

  @Test
  void whatCannotBeTrainedIsUsageInWords() {
    assertRefused("block 9 is outside the model; it has blocks 0 to 3", "--site", "9");
    assertRefused("no name for MLP_INPUT", "--site", "1/mlp_input");
    assertRefused("--k is for --kind topk", "--k", "4");
    assertRefused("--l0 is for --kind jumprelu", "--kind", "topk", "--l0", "4");
    assertRefused("1 features must be from 2", "--features", "1");
    assertRefused("64 active features must be from 1 to 63", "--features", "64", "--l0", "64");
    assertRefused("must be from 2 to 512, the model's", "--context", "513");
    assertRefused("0 tokens must be from one batch of 64", "--tokens", "0");
    assertRefused("rate 0.0 must be above 0", "--rate", "0");
    assertRefused("--threads -1 must be 0 or more", "--threads", "-1");
    assertRefused("--eval-tokens 0 must be 1 or more", "--eval-tokens", "0");
    assertRefused(
        "absent is not a file or a folder", "--text", folder.resolve("absent").toString());
    assertRefused("absent is not a folder", "--model", folder.resolve("absent").toString());
    assertRefused("'gelu'", "--kind", "gelu");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void textTooShortIsFailure() throws IOException {
    Files.writeString(text, "The sea.");
    assertThat(train(folder.resolve("short"))).isEqualTo(1);
    assertThat(text(notes)).contains("the text is too short");
  }

  @Test
  void trainedAutoencodersAreListedAndShown() throws IOException {
    assertThat(train(folder.resolve("deep/jump"), "--l0", "8", "--dtype", "f16")).isZero();
    assertThat(train(folder.resolve("top"), "--kind", "topk", "--k", "4", "--site", "2/mlp"))
        .isZero();
    results.reset();
    assertThat(steer("sae", "list", folder.toString())).isZero();
    assertThat(text(results))
        .containsPattern("PLACE +KIND +WIDTH +FEATURES +SITE +L0 +MODEL +MB\\R")
        .containsPattern("deep/jump +jumprelu +64 +128 +1 +\\d+\\.\\d +model +0\\.0\\R")
        .containsPattern("top +topk, k 4 +64 +128 +2/mlp +\\d\\.\\d +model +0\\.1\\R");
    results.reset();
    String place = folder.resolve("top").toString();
    assertThat(steer("sae", "show", place)).isZero();
    assertThat(text(results))
        .containsPattern("subtracts b_dec +yes\\R")
        .containsPattern("model's weights +[0-9a-f]{64}\\R")
        .containsPattern("digest +[0-9a-f]{64}\\R");
    results.reset();
    assertThat(steer("sae", "show", place, "--json")).isZero();
    JsonObject json = JsonParser.parseString(text(results)).getAsJsonObject();
    assertThat(json.get("k").getAsInt()).isEqualTo(4);
    assertThat(json.get("site").getAsString()).isEqualTo("2/mlp");
    assertThat(json.get("digest").getAsString()).hasSize(64);
  }

  @Test
  void whatIsNoAutoencoderIsNamedWithTheReason() throws IOException {
    assertThat(steer("sae", "list", folder.toString())).isZero();
    assertThat(text(notes)).contains("no autoencoder below");
    Files.createDirectories(folder.resolve("broken"));
    Files.writeString(folder.resolve("broken/sae_weights.safetensors"), "no weights");
    assertThat(steer("sae", "list", folder.toString())).isEqualTo(1);
    assertThat(text(notes)).contains("broken: ", "cfg.json");
    assertThat(steer("sae", "list", folder.toString(), "--json")).isEqualTo(1);
    assertThat(JsonParser.parseString(text(results)).getAsJsonObject().getAsJsonArray("refused"))
        .hasSize(1);
    assertThat(steer("sae", "show", folder.resolve("absent").toString())).isEqualTo(1);
    assertThat(steer("sae", "list", folder.resolve("absent").toString())).isEqualTo(2);
    assertThat(text(notes)).contains("cannot read", "there is no such file");
  }

  @Test
  void demoTextIsDocumentsAsJsonLines() throws IOException {
    Path file = folder.resolve("world.jsonl");
    assertThat(steer("sae", "demo-text", "--documents", "5", "--out", file.toString())).isZero();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(5);
    assertThat(JsonParser.parseString(lines.getFirst()).getAsJsonObject().get("text").getAsString())
        .startsWith("<|bos|>")
        .endsWith("<|eos|>");
    assertThat(steer("sae", "demo-text", "--documents", "0", "--out", file.toString()))
        .isEqualTo(2);
    assertThat(steer("sae", "demo-text", "--out", folder.resolve("a.txt").toString())).isEqualTo(2);
    assertThat(text(notes)).contains("--documents 0 must be from 1", "must end in .jsonl");
  }

  private void assertRefused(String message, String... options) {
    notes.reset();
    assertThat(train(folder.resolve("refused"), options)).isEqualTo(2);
    assertThat(text(notes)).contains(message, "See steer sae train --help");
  }

  /** Later options win, so that a test says only what it is about. */
  private int train(Path out, String... options) {
    String[] base = {
      "sae",
      "train",
      "--model",
      MODEL,
      "--text",
      text.toString(),
      "--site",
      "1",
      "--features",
      "128",
      "--tokens",
      "512",
      "--batch",
      "64",
      "--threads",
      "1",
      "--out",
      out.toString()
    };
    String[] all = new String[base.length + options.length];
    System.arraycopy(base, 0, all, 0, base.length);
    System.arraycopy(options, 0, all, base.length, options.length);
    return steer(all);
  }

  private int steer(String... arguments) {
    Terminal terminal =
        new Terminal(stream(results), stream(notes), false, false, false, false, 80);
    return Steer.commandLine(new Context(folder, terminal))
        .setOverwrittenOptionsAllowed(true)
        .execute(arguments);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8);
  }
}
