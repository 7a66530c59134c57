package org.steermesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.cli.show.Terminal;

/** {@code steer sft} on a tiny model. */
final class SftTest {

  private static final String MODEL = "../engine/src/test/resources/golden/llama3-f32/model";

  @TempDir Path folder;

  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
  private Path items;

  @BeforeEach
  void writeItems() throws IOException {
    items = folder.resolve("items.jsonl");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(
          "{\"prompt\": \"Is %d even?\\nAnswer:\", \"answer\": \"%s\", \"choices\": 2}"
              .formatted(i, i % 2 == 0 ? "A" : "B"));
    }
    Files.write(items, lines);
  }

  @Test
  void trainingEndsWithTheAccuracyBeforeAndAfterAndAFolderThatUpServes() {
    Path out = folder.resolve("adapter");
    assertThat(sft(out, "--steps", "3", "--hold-out", "0.25", "--measure-every", "2")).isZero();
    assertThat(text(notes))
        .contains("items: 9 to train on, 3 of validation, 0 of test")
        .containsPattern("step 0 of 3: validation accuracy \\d\\.\\d{3} \\(\\d of 3\\), loss ")
        .contains("step 2 of 3: validation")
        .contains("step 3 of 3: validation");
    assertThat(text(results))
        .containsPattern("trained [\\d,]+ weights in 3 steps")
        .containsPattern(
            "validation +3 +\\d\\.\\d{3} +\\d\\.\\d{3} +\\d+\\.\\d{3} +\\d+\\.\\d{3}\\R")
        .contains("./steer up --adapter " + out);
    assertThat(out.resolve("adapter_config.json")).content().contains("\"peft_type\" : \"LORA\"");
    assertThat(out.resolve("adapter_model.safetensors")).exists();
    assertThat(sft(out, "--steps", "3", "--resume")).isEqualTo(2);
    assertThat(text(notes)).contains("holds an adapter already");
  }

  @Test
  void jsonHasEveryMeasurement() {
    assertThat(sft(folder.resolve("adapter"), "--steps", "1", "--json")).isZero();
    JsonObject json = JsonParser.parseString(text(results)).getAsJsonObject();
    assertThat(json.get("steps").getAsInt()).isEqualTo(1);
    JsonArray measurements = json.getAsJsonArray("measurements");
    assertThat(measurements).hasSize(2);
    assertThat(measurements.get(1).getAsJsonObject().get("step").getAsInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--rank 0,                    rank 0 must be from 1 to 4096",
    "--alpha 0,                   alpha 0.0 must be above 0",
    "--targets query,             query is none of q_proj",
    "--rate 0,                    rate 0.0 must be above 0",
    "--steps 0,                   steps 0 must be at least 1",
    "--steps 4 --warmup 4,        warm-up 4 must be from 0",
    "--steps 4 --epochs 2,        give one",
    "--epochs 0,                  --epochs 0.0 must be above 0",
    "--batch 0,                   --batch 0 must be 1 or more",
    "--threads -1,                --threads -1 must be 0 or more",
    "--hold-out 1,                --hold-out 1.0 must be from 0 to below 1",
    "--max-length 1,              --max-length 1 must be 2 or more",
    "--max-length 3,              tokens; at most 3 fit",
    "--schedule step,             'step'",
    "--dtype int8,                'int8'",
    "--model absent,              absent is not a folder",
    "--test absent,               cannot read absent: there is no such file",
    "--dataset letters,           either --items FILE or --dataset NAME",
    "--protocol paper,            are for --dataset",
    "--parts 1,                   are for --dataset"
  })
  void whatCannotBeTrainedIsUsageInWords(String options, String said) {
    assertThat(sft(folder.resolve("refused"), options.split(" ", -1))).isEqualTo(2);
    assertThat(text(notes)).contains(said);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\": \"a\"}|either \"completion\"",
        "{\"prompt\": \"a\", \"completion\": \"b\", \"answer\": \"A\"}|either \"completion\"",
        "{\"completion\": \"b\"}|either \"prompt\"",
        "{\"prompt\": \"\", \"completion\": \"b\"}|\"prompt\" must be a text",
        "{\"prompt\": 7, \"completion\": \"b\"}|\"prompt\" must be a text",
        "{\"prompt\": \"a\", \"answer\": \"A\"}|\"choices\" must be a list",
        "{\"prompt\": \"a\", \"answer\": \"A\", \"choices\": [\"A\"]}|\"choices\" must be a list",
        "{\"prompt\": \"a\", \"answer\": \"A\", \"choices\": 1}|\"choices\" must be a list",
        "{\"prompt\": \"a\", \"answer\": \"C\", \"choices\": 2}|is none of the choices [A, B]",
        "{\"prompt\": \"a\", \"answer\": \"A\", \"choices\": [\"A\", \"oh no no\"]}|single tokens",
        "{\"messages\": [], \"completion\": \"b\"}|at least one",
        "{\"prompt\": \"a\", \"prompt\": \"b\", \"completion\": \"b\"}|not JSON",
        "[1]|no JSON object",
        "nonsense|not JSON"
      })
  void aBadLineIsNamed(String line, String said) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(items));
    lines.add(2, "");
    lines.add(3, line);
    Files.write(items, lines);
    assertThat(sft(folder.resolve("refused"))).isEqualTo(2);
    assertThat(text(notes)).contains("items.jsonl:4: ").contains(said);
  }

  @Test
  void aDataSetIsReadFromTheMeshWithItsOwnParts() {
    assertThat(mesh("--hold-out", "0.2")).isEqualTo(2);
    assertThat(text(notes)).contains("a data set has its parts");
    assertThat(mesh("--parts", "200,100")).isEqualTo(2);
    assertThat(text(notes)).contains("three numbers");
    assertThat(mesh("--port-base", "1024")).isEqualTo(3);
    assertThat(text(notes)).contains("vector-service");
  }

  private int mesh(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("sft", "--out", folder.resolve("refused").toString()));
    arguments.addAll(List.of("--model", MODEL, "--dataset", "letters"));
    arguments.addAll(List.of(options));
    return steer(arguments);
  }

  @Test
  void filesThatTeachNothingAreRefused() throws IOException {
    Path out = folder.resolve("refused");
    assertThat(sft(out, "--test", items.toString())).isEqualTo(2);
    assertThat(text(notes)).contains("items.jsonl:1 repeats").contains("12 such items");
    Files.writeString(items, "\n\n");
    assertThat(sft(out)).isEqualTo(2);
    assertThat(text(notes)).contains("items.jsonl has no items");
    String same = "{\"prompt\": \"%d\", \"answer\": \"B\", \"choices\": 2}\n";
    Files.writeString(items, same.formatted(1) + same.formatted(2) + same.formatted(3));
    assertThat(sft(out, "--hold-out", "0")).isEqualTo(2);
    assertThat(text(notes)).contains("all 3 items to train on have the answer 'B'");
  }

  private int sft(Path out, String... options) {
    List<String> arguments = new ArrayList<>(List.of("sft", "--out", out.toString()));
    if (!List.of(options).contains("--model")) {
      arguments.addAll(List.of("--model", MODEL));
    }
    arguments.addAll(List.of("--items", items.toString()));
    arguments.addAll(List.of(options));
    return steer(arguments);
  }

  private int steer(List<String> arguments) {
    Terminal terminal =
        new Terminal(stream(results), stream(notes), false, false, false, false, 80);
    return Steer.commandLine(new Context(folder, terminal))
        .execute(arguments.toArray(String[]::new));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8);
  }
}
