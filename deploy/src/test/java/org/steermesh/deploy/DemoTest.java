package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop on the demo model, judged by its own numbers. */
final class DemoTest {

  private static final int STEERED_BEHAVIOURS = 3;

  @TempDir Path folder;

  @Test
  void demoSteersAtLeastThreeBehavioursBothWays() throws IOException, InterruptedException {
    Path report = folder.resolve("report.html");
    String output =
        SteerProcess.run(
            0,
            "demo",
            "--json",
            "--data",
            folder.resolve("data").toString(),
            "--report",
            report.toString());
    JsonObject demo = JsonParser.parseString(output).getAsJsonObject();
    assertThat(demo.getAsJsonArray("behaviours").size()).isGreaterThanOrEqualTo(4);
    assertThat(
            StreamSupport.stream(demo.getAsJsonArray("behaviours").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(behaviour -> behaviour.get("reachesTheBar").getAsBoolean()))
        .as(output)
        .hasSizeGreaterThanOrEqualTo(STEERED_BEHAVIOURS);
    assertThat(demo.getAsJsonArray("continuations")).hasSize(2);
    assertThat(Files.readString(report, UTF_8)).contains("<svg").doesNotContain("http://");
  }
}
