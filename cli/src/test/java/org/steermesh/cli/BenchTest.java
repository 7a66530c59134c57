package org.steermesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.show.Terminal;

/** {@code steer bench} on a tiny random model: that all is measured and said, not how fast. */
final class BenchTest {

  private static final String TINY = "32x3x4x2x64x300";

  private static final List<String> KEYS =
      List.of(
          "load.seconds",
          "load.rate",
          "prefill.128",
          "prefill.512",
          "decode.1",
          "decode.8",
          "decode.32",
          "steer.1",
          "steer.16",
          "sparse.16k",
          "sparse.65k",
          "sparse.1m",
          "sparse.whole.16k",
          "sparse.16",
          "sparse.build",
          "sparse.memory.1m",
          "capture.middle",
          "capture.all",
          "pairs",
          "grid",
          "java.greedy",
          "java.sampled",
          "java.steered",
          "java.pairs");

  @TempDir Path folder;

  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  @Test
  void everyRowIsPrintedWithItsFloorAndTarget() throws IOException {
    Path page = folder.resolve("benchmarks.md");
    Path kept = folder.resolve("kept");
    assertThat(bench("--shape", TINY, "--keep", kept.toString(), "--markdown", page.toString()))
        .isZero();

    assertThat(text(results))
        .contains("processor", "libtorch", "stored as f32, held as f32 on the cpu; --quick")
        .containsPattern("floors: read bandwidth \\S+ GB/s, matrix rate \\S+ GFLOP/s in f32")
        .containsPattern("prefill, 512 tokens .* f32 matrix rate .* >= 0.75 +(met|NOT MET)")
        .containsPattern("decode, batch 1 .* weights at read bandwidth .* >= 0.8 +(met|NOT MET)")
        .containsPattern("grid, 2 blocks x 14 strengths, .* cells from scratch .* >= 40 ")
        .containsPattern("Java's own part of a step, sampled .* the whole step .* <= 0.05 ")
        .containsPattern("\\d+ of \\d+ targets met");
    assertThat(Files.readString(page))
        .startsWith("# Benchmarks\n")
        .contains("`./steer bench --shape " + TINY + " --dtype f32 --quick`")
        .contains("| decode, batch 32 |", "| contrastive pairs, 100 + 2 tokens, block 1 |")
        .doesNotContain(folder.toString());
    assertThat(kept.resolve(TINY).resolve("f32").resolve("model.safetensors")).exists();
    aModelIsMeasuredUpToItsContext(kept.resolve(TINY).resolve("f32"));
  }

  private void aModelIsMeasuredUpToItsContext(Path model) throws IOException {
    Path config = model.resolve("config.json");
    String small =
        Files.readString(config)
            .replaceFirst("\"max_position_embeddings\": ?\\d+", "\"max_position_embeddings\":256");
    Files.writeString(config, small);
    results.reset();
    assertThat(bench("--model", model.toString(), "--json")).isZero();
    assertThat(text(results)).contains("prefill.128").doesNotContain("prefill.512");
  }

  @Test
  void jsonHasEveryMeasureOfEveryFormat() {
    assertThat(bench("--shape", TINY, "--dtype", "f32,int8", "--json")).isZero();

    JsonObject json = JsonParser.parseString(text(results)).getAsJsonObject();
    assertThat(json.getAsJsonObject("machine").keySet())
        .contains("processor", "cores", "memoryBytes", "system", "jdk", "libtorch", "load");
    assertThat(json.get("threads").getAsInt()).isEqualTo(1);
    JsonObject model = json.getAsJsonArray("models").get(0).getAsJsonObject();
    assertThat(model.getAsJsonArray("formats")).hasSize(2);
    JsonObject f32 = model.getAsJsonArray("formats").get(0).getAsJsonObject();
    JsonObject int8 = model.getAsJsonArray("formats").get(1).getAsJsonObject();
    assertThat(keys(f32)).containsAll(KEYS).doesNotContain("rounding.f32");
    assertThat(keys(int8)).containsAll(KEYS).contains("rounding.f32");
    assertThat(int8.get("storageDtype").getAsString()).isEqualTo("BF16");
    assertThat(f32.getAsJsonObject("floors").get("readBytesPerSecond").getAsDouble()).isPositive();
    for (JsonElement measure : f32.getAsJsonArray("measures")) {
      assertThat(measure.getAsJsonObject().get("value").getAsDouble()).isPositive();
    }
  }

  @Test
  void shapesThatAreNoneAreRefusedWithTheRule() {
    assertThat(bench("--shape", "7b")).isEqualTo(2);
    assertThat(text(notes)).contains("'7b' is not a shape; allowed are 110m, 1.1b, 2b-gemma, 8b");
    assertThat(bench("--shape", "33x3x4x2x64x300")).isEqualTo(2);
    assertThat(text(notes)).contains("4 heads must divide the width 33 into even parts");
    assertThat(bench("--shape", "32x3x4x3x64x300")).isEqualTo(2);
    assertThat(text(notes)).contains("3 key heads must divide the 4 heads");
    assertThat(bench("--shape", "32x1x4x2x64x300")).isEqualTo(2);
    assertThat(text(notes)).contains("at least 2 blocks");
    assertThat(bench("--shape", "32x3x0x2x64x300")).isEqualTo(2);
    assertThat(text(notes)).contains("every number must be above 0");
  }

  @Test
  void whatCannotBeDoneIsRefusedInWords() {
    assertThat(bench("--device", "cuda")).isEqualTo(2);
    assertThat(text(notes))
        .contains("--device cuda: there is no CUDA device", "--device cpu", "docs/gpu.md");
    assertThat(bench("--device", "tpu")).isEqualTo(2);
    assertThat(text(notes)).contains("tpu is not a device; allowed are cpu, cuda and auto");
    assertThat(bench("--model", folder.toString(), "--shape", TINY)).isEqualTo(2);
    assertThat(text(notes)).contains("--model excludes --shape and --keep");
    assertThat(bench("--model", folder.toString())).isEqualTo(1);
    assertThat(text(notes)).contains("config.json");
  }

  private static List<String> keys(JsonObject format) {
    return StreamSupport.stream(format.getAsJsonArray("measures").spliterator(), false)
        .map(measure -> measure.getAsJsonObject().get("key").getAsString())
        .toList();
  }

  private int bench(String... arguments) {
    List<String> all = new ArrayList<>(List.of("bench", "--quick", "--threads", "1"));
    all.addAll(List.of(arguments));
    Terminal terminal =
        new Terminal(stream(results), stream(notes), false, false, false, false, 80);
    return Steer.commandLine(new Context(folder, terminal)).execute(all.toArray(String[]::new));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8);
  }
}
