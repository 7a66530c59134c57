package org.steermesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.mesh.Service;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine;

final class SteerTest {

  /** Stands for {@code ''} while a line is split at its spaces. */
  private static final String EMPTY = "\0";

  @TempDir Path home;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void helpOfEveryCommandHasAnExampleThatFitsTheLine() {
    for (CommandLine command : all(steer())) {
      String help = command.getUsageMessage();
      String name = command.getCommandSpec().qualifiedName();
      assertThat(help).as(name).containsPattern("Examples?:\\R  (\\./steer|echo)");
      assertThat(help.lines().mapToInt(String::length).max().orElse(0)).as(name).isLessThan(81);
      for (String line : command.getCommandSpec().usageMessage().footer()) {
        assertThat(line.length()).as(name + ": " + line).isLessThan(80);
      }
    }
  }

  @Test
  void everyExampleCanBeParsed() {
    for (CommandLine command : all(steer())) {
      String text = String.join("\n", command.getCommandSpec().usageMessage().footer());
      for (String line : text.replace("\\\n", " ").lines().toList()) {
        if (line.contains("steer ")) {
          List<String> words =
              words(line.substring(line.indexOf("steer ") + 6).replaceAll(" > .*", ""));
          assertThat(steer().parseArgs(words.toArray(String[]::new))).as(line).isNotNull();
        }
      }
    }
  }

  @Test
  void helpListsEveryCommandWithOneWholeSentence() {
    for (CommandLine command : all(steer())) {
      String help = command.getUsageMessage().replaceAll("\\s+", " ");
      for (CommandLine sub : command.getSubcommands().values()) {
        String sentence = sub.getCommandSpec().usageMessage().description()[0];
        assertThat(sentence).endsWith(".").doesNotContain("%n");
        assertThat(help).contains(sub.getCommandName() + " " + sentence);
      }
    }
  }

  @Test
  void withoutACommandTheHelpIsShownAndNothingIsDone() {
    assertThat(run()).isEqualTo(2);
    assertThat(errors()).contains("Usage: steer").contains("./steer demo");
  }

  @Test
  void wrongNumbersAreRefusedInWords() {
    assertThat(run("generate", "hello", "--max-tokens", "many")).isEqualTo(2);
    assertThat(errors()).contains("'many' is not a whole number");
    assertThat(run("eval", "--strengths", "1,NaN")).isEqualTo(2);
    assertThat(errors()).contains("'NaN' is not a finite number");
    assertThat(run("dataset", "show", "cheerful", "--items", "-1")).isEqualTo(2);
    assertThat(errors()).contains("--items -1 must be 0 or more");
    assertThat(run("eval", "pas", "--task", "age", "--seeds", "2000000000")).isEqualTo(2);
    assertThat(errors()).contains("--seeds 2000000000 must be from 1 to 64");
  }

  @Test
  void fileThatCannotBeReadIsNamedWithTheReason() {
    assertThat(run("dataset", "upload", "cheerful", home.resolve("none.json").toString()))
        .isEqualTo(2);
    assertThat(errors())
        .contains("cannot read " + home.resolve("none.json"))
        .contains("no such file");
  }

  @Test
  void promptThatNobodyPipesInIsAskedFor() {
    assertThat(run("generate")).isEqualTo(2);
    assertThat(errors()).contains("give a PROMPT, or pipe one in").contains("generate --help");
  }

  @Test
  void aliasIsNotDeletedAsIfItWereAVersion() {
    assertThat(run("vector", "delete", "cheerful@live")).isEqualTo(2);
    assertThat(errors()).contains("./steer vector alias cheerful live --remove");
  }

  @Test
  void controlCharactersOfTheCommandLineDoNotReachTheTerminal() {
    assertThat(run("generate", "hello", "--steer", "\u001b[2Jx")).isEqualTo(2);
    assertThat(errors()).contains("^[[2Jx").doesNotContain("\u001b");
  }

  @Test
  void unknownCommandIsUsage() {
    assertThat(run("frobnicate")).isEqualTo(2);
    assertThat(errors()).contains("frobnicate").contains("See steer --help");
  }

  @Test
  void wrongStrengthIsUsageWithTheForm() {
    assertThat(run("generate", "hello", "--steer", "cheerful")).isEqualTo(2);
    assertThat(errors()).contains("NAME[@ALIAS|@DIGEST][:BLOCK]:STRENGTH");
  }

  @Test
  void absentMeshIsUnavailableWithTheNextStep() {
    int base = PortPlan.free().grpcPort(Service.ACTIVATION) - 1;
    assertThat(run("model", "--port-base", Integer.toString(base))).isEqualTo(3);
    assertThat(errors())
        .contains("no generation-service answers at 127.0.0.1:" + (base + 3))
        .contains("steer up")
        .doesNotContain("\tat ");
  }

  @Test
  void debugShowsWhereAFailureCameFrom() {
    int base = PortPlan.free().grpcPort(Service.ACTIVATION) - 1;
    assertThat(run("model", "--debug", "--port-base", Integer.toString(base))).isEqualTo(3);
    assertThat(errors()).contains("\tat ");
  }

  @Test
  void missingModelIsNamed() {
    assertThat(run("up", "--model", home.toString())).isEqualTo(2);
    assertThat(errors()).contains("there is no model in " + home).contains("--model DIR");
  }

  @Test
  void downWithoutAMeshSaysSo() {
    assertThat(run("down", "--data", home.toString())).isEqualTo(0);
    assertThat(errors()).contains("no mesh runs on the data in " + home);
    assertThat(run("down", "--json", "--data", home.toString())).isEqualTo(0);
    assertThat(output.toString(UTF_8)).isEqualToIgnoringWhitespace("{\"stopped\": null}");
  }

  private int run(String... arguments) {
    return steer().execute(arguments);
  }

  private String errors() {
    return errors.toString(UTF_8);
  }

  private CommandLine steer() {
    PrintStream err = new PrintStream(errors, true, UTF_8);
    return Steer.commandLine(
        new Context(
            home,
            new Terminal(
                new PrintStream(output, true, UTF_8), err, true, false, false, false, 80)));
  }

  private static List<CommandLine> all(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
    return all;
  }

  /** Splits like a shell, as far as the examples go: spaces outside single quotes. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (char c : line.strip().replace("''", EMPTY).toCharArray()) {
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    words.add(word.toString());
    words.removeIf(String::isEmpty);
    words.replaceAll(each -> each.replace(EMPTY, ""));
    return words;
  }
}
