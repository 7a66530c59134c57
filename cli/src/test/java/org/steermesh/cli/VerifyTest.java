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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.show.Terminal;

/** {@code steer verify} on the engine's own reference cases. */
final class VerifyTest {

  private static final Path GOLDEN = Path.of("../engine/src/test/resources/golden");

  @TempDir Path folder;

  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  @Test
  void caseThatMatchesIsShownRunByRun() {
    assertThat(verify(GOLDEN.resolve("llama3-f32").toString(), "--threads", "1")).isZero();

    assertThat(text(results))
        .containsPattern("TENSOR +LARGEST +IN RUN")
        .containsPattern("attn_out +\\d\\.\\de-0\\d +base")
        .containsPattern("RUN +RESID_POST +FINAL_NORM +LOGITS +GREEDY_LOGITS +TOKENS")
        .containsPattern("sas_relu_sae +\\d\\.\\de-0\\d .* 32/32\\R")
        .contains("match: 26 runs", "832 of 832 tokens; allowed 1.0e-04")
        .doesNotContain("MISMATCH", "skipped");
  }

  @Test
  void jsonHasEveryRunAndWhatWasSkipped() {
    assertThat(verify(GOLDEN.resolve("qwen3-f32").toString(), "--json")).isZero();

    JsonObject json = JsonParser.parseString(text(results)).getAsJsonObject();
    JsonObject only = json.getAsJsonArray("cases").get(0).getAsJsonObject();
    assertThat(json.get("agrees").getAsBoolean()).isTrue();
    assertThat(only.get("architecture").getAsString()).isEqualTo("qwen3");
    assertThat(only.getAsJsonArray("runs")).hasSize(9);
    assertThat(only.getAsJsonObject("skipped").get("sas").getAsString())
        .isEqualTo("the case has no ref/run_sas.safetensors");
    JsonObject base = only.getAsJsonArray("runs").get(0).getAsJsonObject();
    assertThat(base.get("tokensRight").getAsInt()).isEqualTo(32);
    assertThat(base.getAsJsonObject("deviations").get("mlp_in").getAsDouble()).isLessThan(1e-4);
  }

  @Test
  void mismatchEndsWithOne() {
    String reference = GOLDEN.resolve("qwen2-tied-f32-sharded").toString();
    assertThat(verify(reference, "--dtype", "int8", "--tolerance", "1e-6")).isEqualTo(1);
    assertThat(text(results)).contains("computed with int8 weights", "MISMATCH: 9 runs");
  }

  @Test
  void otherDtypeIsOnlyMeasuredWithoutATolerance() {
    assertThat(verify(GOLDEN.resolve("qwen2-tied-f32-sharded").toString(), "--dtype", "bf16"))
        .isZero();
    assertThat(text(results)).contains("measured: 9 runs", "--tolerance X makes it a test");
  }

  @Test
  void severalCasesGetASummary() throws IOException {
    copy("gemma3-f32");
    copy("mistral-f32");
    assertThat(verify(folder.toString())).isZero();
    assertThat(text(results))
        .containsPattern("gemma3-f32 +9 +17 +\\d\\.\\de-0\\d +288/288\\R")
        .containsPattern("mistral-f32 +9 +17 ")
        .contains("match: 18 runs");
  }

  @Test
  void folderThatIsNoCaseIsUsageWithWhatACaseHas() {
    assertThat(verify(folder.toString())).isEqualTo(2);
    assertThat(text(notes))
        .contains(folder + " is not a reference case", "ref/runs.json", "verify --help");
  }

  @Test
  void wrongOptionsAreRefusedInWords() {
    assertThat(verify(folder.toString(), "--threads", "-1")).isEqualTo(2);
    assertThat(verify(folder.toString(), "--tolerance", "0")).isEqualTo(2);
    assertThat(verify(folder.toString(), "--dtype", "f64")).isEqualTo(2);
    assertThat(text(notes))
        .contains("--threads -1 must be 0 or more", "--tolerance 0.0 must be above 0", "f64");
  }

  private void copy(String name) throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(GOLDEN.relativize(file).toString()));
      }
    }
  }

  private int verify(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "verify";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Terminal terminal =
        new Terminal(stream(results), stream(notes), false, false, false, false, 80);
    return Steer.commandLine(new Context(folder, terminal)).execute(all);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8);
  }
}
