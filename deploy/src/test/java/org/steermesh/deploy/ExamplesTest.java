package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  @TempDir Path data;

  @Test
  void everyExampleWorksWhenPasted() throws IOException, InterruptedException {
    try (RunningMesh mesh =
        RunningMesh.start(
            data,
            SteerProcess.demoModel(),
            "--sae",
            MeshOptions.demoSaes(SteerProcess.home()).toString())) {
      for (String command : ORDER) {
        List<String> examples = examples(command);
        assertThat(examples).as(command).isNotEmpty();
        for (String example : examples) {
          paste(example + " --data " + data);
        }
      }
      assertThat(mesh.launcher().handle().isAlive()).isTrue();
    }
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
  private static void paste(String example) throws IOException, InterruptedException {
    if (example.startsWith(STEER) && !example.contains("|")) {
      SteerCommand.run(0, words(example.substring(STEER.length())));
    } else {
      shell(example.replace(STEER.strip(), SteerProcess.commandLine()));
    }
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
