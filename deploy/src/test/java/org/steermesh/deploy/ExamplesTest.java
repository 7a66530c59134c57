package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.Context;
import org.steermesh.cli.Steer;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine;

/**
 * Every example of a help text works when it is pasted, in the order in which a person needs them.
 */
final class ExamplesTest {

  private static final List<String> ORDER =
      List.of(
          "model",
          "extract",
          "dataset upload",
          "dataset",
          "dataset tasks",
          "dataset list",
          "dataset show",
          "saes",
          "features",
          "vector build",
          "vector explain",
          "vector alias",
          "vector rollback",
          "vector history",
          "vector",
          "vector overlap",
          "vector compose",
          "vector near",
          "vector export",
          "vector import",
          "vector tag",
          "vector describe",
          "library backup",
          "library restore",
          "library",
          "library verify",
          "vector prune",
          "vector list",
          "vector show",
          "generate",
          "score",
          "load",
          "eval",
          "vector promote",
          "eval compare",
          "eval compose",
          "eval run",
          "eval watch",
          "eval list",
          "eval show",
          "eval report",
          "eval cancel",
          "eval delete",
          "vector delete",
          "dataset delete");

  private static final String STEER = "./steer ";

  @TempDir static Path data;
  private static RunningMesh mesh;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    mesh =
        RunningMesh.start(
            data,
            SteerProcess.demoModel(),
            "--sae",
            MeshOptions.demoSaes(SteerProcess.home()).toString());
  }

  @AfterAll
  static void stop() throws IOException {
    mesh.close();
  }

  @Test
  void everyExampleWorksWhenPasted() throws IOException, InterruptedException {
    for (String command : ORDER) {
      List<String> examples = examples(command);
      assertThat(examples).as(command).isNotEmpty();
      for (String example : examples) {
        paste(example);
      }
    }
    assertThat(mesh.launcher().handle().isAlive()).isTrue();
  }

  /** Both behaviours lie along one direction of the demo's model: bare vectors move both. */
  @Test
  void behindConditionsTwoBehavioursMoveApart() throws IOException, InterruptedException {
    for (String behaviour : List.of("boldness", "cheerfulness")) {
      String items = " deploy/local/demo-data/" + behaviour;
      paste("./steer dataset upload " + behaviour + items + "/train.json");
      paste("./steer dataset upload " + behaviour + "-test" + items + "/test.json");
      paste(
          "./steer vector build %s --dataset %s --method sas --sae sae-2048 --tau 0.5"
              .formatted(behaviour, behaviour));
    }
    topic("boldness", "' Rush' ' Avoid' --minus ' Happy' --minus ' Sad'");
    topic("cheerfulness", "' Happy' ' Sad' --minus ' Rush' --minus ' Avoid'");
    String compose =
        "./steer eval compose --first boldness --second cheerfulness --first-dataset boldness-test"
            + " --second-dataset cheerfulness-test --items 40 --json";

    JsonObject apart =
        composed(
            compose
                + " --first-gate about-boldness:3.1 --second-gate about-cheerfulness:5 --latched");

    for (String behaviour : List.of("first", "second")) {
      JsonObject influence = apart.getAsJsonObject(behaviour);
      assertThat(influence.get("own").getAsDouble()).as(behaviour).isGreaterThan(0.5);
      assertThat(influence.get("other").getAsDouble()).as(behaviour).isLessThan(0.15);
    }
    String absent = compose + " --first-gate boldness#999999:1 --data " + data;
    assertThat(SteerCommand.run(4, words(absent.substring(STEER.length()))))
        .contains("feature 999999, which is none of the");
  }

  private static void topic(String behaviour, String words)
      throws IOException, InterruptedException {
    Path file = data.resolve(behaviour + ".npy");
    paste("./steer extract " + words + " --site 1 --out " + file);
    paste("./steer vector import about-" + behaviour + " " + file + " --site 1");
  }

  private static JsonObject composed(String command) throws IOException, InterruptedException {
    return JsonParser.parseString(paste(command)).getAsJsonObject().getAsJsonObject("composition");
  }

  /** The lines below "Example:" at the end of a command's help, continued lines in one. */
  private static List<String> examples(String command) {
    CommandLine found =
        Steer.commandLine(
            new Context(SteerProcess.home(), Terminal.ofProcess("", System.getenv())));
    for (String name : command.split(" ", -1)) {
      found = requireNonNull(found.getSubcommands().get(name), name);
    }
    String help = found.getUsageMessage(CommandLine.Help.Ansi.OFF);
    String examples = help.substring(help.lastIndexOf("Example")).replace("\\\n", " ");
    return examples.lines().skip(1).map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** A line of the shell that is more than one command goes to the shell. */
  private static String paste(String example) throws IOException, InterruptedException {
    String line = example + " --data " + data;
    return line.startsWith(STEER) && !line.contains("|")
        ? SteerCommand.run(0, words(line.substring(STEER.length())))
        : shell(line.replace(STEER.strip(), SteerProcess.commandLine()));
  }

  /** As the shell takes a line apart. */
  private static String[] words(String line) throws IOException, InterruptedException {
    return shell("printf '%s\\n' " + line).lines().toArray(String[]::new);
  }

  private static String shell(String line) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", line)
            .directory(SteerProcess.home().toFile())
            .redirectErrorStream(true)
            .start();
    shell.getOutputStream().close();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).as("%s%n%s", line, said).isZero();
    return said;
  }
}
