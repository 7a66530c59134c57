package org.steermesh.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code steer test}: the script runs it; this is its help. */
@Command(
    name = "test",
    description = {
      "Run the whole test suite.",
      "That is ./mvnw verify on all modules; further arguments go to Maven, and the exit code is"
          + " Maven's."
    },
    footer = {"", "Examples:", "  ./steer test", "  ./steer test -pl cli -am"})
public final class TestCommand implements Runnable {

  @Unmatched private final List<String> mavenArguments = new ArrayList<>();

  @Override
  public void run() {
    throw new SteerException(
        ExitCode.USAGE, "run it by the script: ./steer test " + String.join(" ", mavenArguments));
  }
}
