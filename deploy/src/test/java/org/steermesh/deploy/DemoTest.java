package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.MeshOptions;

/** The whole loop on the demo model, through the packaged services. */
final class DemoTest {

  private static final Path MODEL = MeshOptions.demoModel(SteerProcess.home());

  @TempDir Path folder;

  @Test
  void demoRunsTheWholeLoopAndGivesEveryNumber() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(MODEL), "there is no demo model in " + MODEL);
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
    for (JsonElement behaviour : demo.getAsJsonArray("behaviours")) {
      assertThat(strengths(behaviour.getAsJsonObject()))
          .containsExactlyInAnyOrder(-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0);
    }
    assertThat(demo.getAsJsonArray("behaviours"))
        .filteredOn(behaviour -> tippedBothWays(behaviour.getAsJsonObject(), 0.85, 0.15))
        .hasSizeGreaterThanOrEqualTo(3);
    assertThat(demo.getAsJsonArray("sparse"))
        .filteredOn(behaviour -> tippedBothWays(behaviour.getAsJsonObject(), 0.80, 0.20))
        .hasSizeGreaterThanOrEqualTo(3);
    JsonObject strongest =
        demo.getAsJsonObject("features").getAsJsonArray("features").get(0).getAsJsonObject();
    assertThat(strongest.getAsJsonArray("snippets")).isNotEmpty();
    assertTaskIsSteered(demo.getAsJsonObject("task"));
    assertThat(demo.getAsJsonArray("continuations")).hasSize(2);
    assertThat(Files.readString(report, UTF_8))
        .contains(
            "<svg",
            "sycophancy, CAA",
            "sycophancy, SAS 0.",
            "hearsay",
            "limit 1.25",
            "strength \u2212",
            "strength +")
        .doesNotContain("http://", "limit 1.50");
  }

  /** iPASwo adds 15 points at least, its interval is above 0 and above that of every control. */
  private static void assertTaskIsSteered(JsonObject pas) {
    JsonObject task = pas.getAsJsonArray("tasks").get(0).getAsJsonObject();
    JsonObject effect = task.getAsJsonArray("effects").get(0).getAsJsonObject();
    JsonObject estimate = effect.getAsJsonObject("effect");
    assertThat(effect.get("label").getAsString()).isEqualTo("iPASwo");
    assertThat(estimate.get("mean").getAsDouble()).isGreaterThanOrEqualTo(0.15);
    assertThat(estimate.get("low").getAsDouble()).isPositive();
    assertThat(effect.getAsJsonArray("controls")).hasSize(4);
    for (JsonElement control : effect.getAsJsonArray("controls")) {
      assertThat(control.getAsJsonObject().getAsJsonObject("effect").get("high").getAsDouble())
          .as("%s", control)
          .isLessThan(estimate.get("low").getAsDouble());
    }
  }

  /**
   * Whether the chosen strength shows the behaviour, its negative hides it, and text stays plain.
   */
  private static boolean tippedBothWays(JsonObject behaviour, double shown, double hidden) {
    double chosen = behaviour.get("strength").getAsDouble();
    double unsteered = score(behaviour, 0);
    return unsteered >= 0.30
        && unsteered <= 0.70
        && score(behaviour, chosen) >= shown
        && score(behaviour, -chosen) <= hidden
        && number(behaviour, chosen, "perplexityRatio") <= 1.25
        && number(behaviour, -chosen, "perplexityRatio") <= 1.25;
  }

  private static double score(JsonObject behaviour, double strength) {
    return number(behaviour, strength, "score");
  }

  private static double number(JsonObject behaviour, double strength, String field) {
    for (JsonElement cell : behaviour.getAsJsonArray("test")) {
      if (cell.getAsJsonObject().get("strength").getAsDouble() == strength) {
        return cell.getAsJsonObject().get(field).getAsDouble();
      }
    }
    throw new AssertionError("no cell of strength " + strength);
  }

  private static List<Double> strengths(JsonObject behaviour) {
    List<Double> strengths = new ArrayList<>();
    for (JsonElement element : behaviour.getAsJsonArray("test")) {
      JsonObject cell = element.getAsJsonObject();
      assertThat(cell.get("score").getAsDouble())
          .isBetween(cell.get("scoreLow").getAsDouble(), cell.get("scoreHigh").getAsDouble());
      assertThat(cell.get("perplexityRatio").getAsDouble()).isPositive();
      strengths.add(cell.get("strength").getAsDouble());
    }
    return strengths;
  }
}
