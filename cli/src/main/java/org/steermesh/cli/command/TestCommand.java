package org.steermesh.cli.command;

import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import picocli.CommandLine.Command;

/** {@code steer test}: the script runs it; this is its help. */
@Command(
    name = "test",
    description = {
      "Run the whole test suite, all modules (./mvnw verify); further arguments go to Maven.",
      "The exit code is Maven's."
    },
    footer = {"", "Example:", "  steer test", "  steer test -pl cli -am"})
public final class TestCommand implements Runnable {

  @Override
  public void run() {
    throw new SteerException(ExitCode.USAGE, "run it by the script: ./steer test");
  }
}
