package org.steermesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.cli.show.Terminal;

/** {@code steer study} before anything is started. */
final class StudyTest {

  @TempDir Path home;

  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seeds 0|--seeds 0 must be from 1 to 64",
        "--seeds 65|--seeds 65 must be from 1 to 64",
        "--few-shot -1|--few-shot -1 must be from 0 to 64",
        "items.jsonl|FILE and --task or --mapping belong together",
        "--task bbq|FILE and --task or --mapping belong together",
        "--rank 0|rank 0 must be from 1 to 4096",
        "--epochs 0|--epochs 0.0 must be above 0",
        "--methods CAA|'CAA'",
        "--report .|is a folder; name a file",
        "--report absent/page.html|is in no folder that exists",
        "items.jsonl --mapping absent.yaml|cannot read absent.yaml",
        "items.jsonl --task bbq --sizes 2,1|--sizes has 2 numbers",
        "items.jsonl --task bbq --model absent|there is no model in"
      })
  void whatCannotBeStudiedIsUsageInWords(String options, String said) {
    List<String> arguments = new ArrayList<>(List.of("study"));
    arguments.addAll(List.of(options.split(" ", -1)));
    PrintStream stream = new PrintStream(notes, true, UTF_8);
    Terminal terminal = new Terminal(stream, stream, false, false, false, false, 80);
    assertThat(
            Steer.commandLine(new Context(home, terminal))
                .execute(arguments.toArray(String[]::new)))
        .isEqualTo(2);
    assertThat(notes.toString(UTF_8)).contains(said);
    assertThat(home).isEmptyDirectory();
  }
}
