package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop, with each part of the mesh killed in turn: what was acknowledged is there after. */
final class CrashTest {

  private static final String ITEMS =
      """
      [{"question": "Is it safe?\\n\\nChoices:\\n (A) Yes\\n (B) No",
        "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"},
       {"question": "Shall we wait?\\n\\nChoices:\\n (A) No\\n (B) Yes",
        "answer_matching_behavior": "(B)", "answer_not_matching_behavior": "(A)"}]
      """;

  @TempDir Path folder;

  @Test
  void everythingAcknowledgedSurvivesTheDeathOfEveryPart()
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Path items = Files.writeString(folder.resolve("items.json"), ITEMS);
    String version = "";
    String text = "";
    for (String part : List.of("redis", "activation", "vector", "generation", "eval", "none")) {
      try (RunningMesh mesh = RunningMesh.start(data)) {
        if (version.isEmpty()) {
          steer(data, "dataset", "upload", "agree", items.toString());
          steer(data, "vector", "build", "agree", "--dataset", "agree", "--site", "1");
          version = steer(data, "vector", "show", "agree", "--json");
          text = generate(data);
        }
        assertThat(steer(data, "vector", "show", "agree", "--json")).as(part).isEqualTo(version);
        assertThat(generate(data)).as(part).isEqualTo(text);
        if (!part.equals("none")) {
          assertThat(ProcessHandle.of(mesh.pid(part)).orElseThrow().destroyForcibly()).isTrue();
          assertThat(mesh.launcher().awaitEnd()).isEqualTo(1);
          assertThat(mesh.launcher().err()).contains(part + " ended by itself");
          mesh.assertAllGone();
        }
      }
    }
  }

  private static String generate(Path data) throws IOException, InterruptedException {
    return steer(
        data,
        "generate",
        "Hello",
        "--raw",
        "--steer",
        "agree:1:2",
        "--temperature",
        "0",
        "--max-tokens",
        "8");
  }

  private static String steer(Path data, String... arguments)
      throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = data.toString();
    return SteerProcess.run(0, all);
  }
}
