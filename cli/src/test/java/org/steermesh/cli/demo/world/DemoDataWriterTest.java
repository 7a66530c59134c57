package org.steermesh.cli.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoDataWriterTest {

  private static final Path COMMITTED = Path.of("..", "deploy", "local", "demo-data");

  private final Map<String, String> files = new DemoDataWriter().files();

  @Test
  void theCommittedDataIsWhatTheGeneratorWrites() throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertThat(Files.readString(COMMITTED.resolve(file.getKey())))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void everyBehaviourHasItsFourFilesAndAnIndexEntry() throws IOException {
    JsonNode index = new ObjectMapper().readTree(files.get("index.json"));

    assertThat(index).hasSize(6);
    for (JsonNode entry : index) {
      String name = entry.get("name").asText();
      assertThat(files)
          .containsKeys(
              name + "/train.json",
              name + "/validation.json",
              name + "/test.json",
              name + "/open_ended.json");
      assertThat(entry.get("positive_personas").size()).isPositive();
    }
  }

  @Test
  void labelledItemsNameBothLetters() throws IOException {
    for (JsonNode item : new ObjectMapper().readTree(files.get("boldness/test.json"))) {
      String matching = item.get("answer_matching_behavior").asText();
      String other = item.get("answer_not_matching_behavior").asText();
      assertThat(matching + other).isIn("(A)(B)", "(B)(A)");
      assertThat(item.get("question").asText()).contains("\n (A) ").contains("\n (B) ");
    }
  }
}
