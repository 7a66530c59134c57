package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.steermesh.cli.Context;
import org.steermesh.cli.Steer;
import org.steermesh.cli.show.Terminal;

/**
 * A command that asks a running mesh, in this process: the same classes, options and output as in
 * one of its own, without a JVM for each.
 */
final class SteerCommand {

  private static final int COLUMNS = 80;

  private SteerCommand() {}

  /** Runs a command to its end and expects {@code status}; returns what it printed. */
  static String run(int status, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(print(out), print(err), false, false, false, false, COLUMNS);
    int ended = Steer.commandLine(new Context(SteerProcess.home(), terminal)).execute(arguments);
    assertThat(ended)
        .as("%s%n%s%s", String.join(" ", arguments), out.toString(UTF_8), err.toString(UTF_8))
        .isEqualTo(status);
    return (status == 0 ? out : err).toString(UTF_8);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }
}
