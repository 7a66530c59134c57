package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vector belongs to the model that it was read from, whatever model the data meets later. */
final class OtherModelTest {

  private static final String ITEMS =
      """
      [{"question": "Is it safe?\\n (A) Yes\\n (B) No",
        "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}]
      """;

  @TempDir Path folder;

  @Test
  void vectorOfAnotherModelIsRefusedAndTheServiceGoesOn() throws IOException, InterruptedException {
    String data = folder.resolve("data").toString();
    Path items = Files.writeString(folder.resolve("items.json"), ITEMS);
    try (RunningMesh mesh = RunningMesh.start(Path.of(data), SteerProcess.smallModel())) {
      SteerProcess.run(0, "dataset", "upload", "agree", items.toString(), "--data", data);
      SteerProcess.run(
          0, "vector", "build", "agree", "--dataset", "agree", "--site", "1", "--data", data);
      assertThat(mesh.pids()).isNotEmpty();
    }
    Path other =
        SteerProcess.home()
            .resolve("engine/src/test/resources/golden/llama3-tied-bf16-sharded/model");
    try (RunningMesh mesh = RunningMesh.start(Path.of(data), other)) {
      assertThat(SteerProcess.run(4, "generate", "Hello", "--steer", "agree:1", "--data", data))
          .contains("VECTOR_OF_OTHER_MODEL, FAILED_PRECONDITION")
          .contains("was read from");
      SteerProcess.run(0, "generate", "Hello", "--max-tokens", "4", "--data", data);
      assertThat(mesh.launcher().handle().isAlive()).isTrue();
    }
  }
}
