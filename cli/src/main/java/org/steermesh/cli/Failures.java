package org.steermesh.cli;

import io.grpc.StatusRuntimeException;
import org.steermesh.cli.client.Refusal;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.show.Visible;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Turns what a command threw into one clear message and an exit code. */
final class Failures {

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A command line that could not be read: nothing was tried. */
  int wrongUsage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ");
    terminal.note(Visible.of(name + ": " + failure.getMessage()));
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, terminal.err());
    terminal.note("See " + name + " --help");
    return ExitCode.USAGE.status();
  }

  /** Work that ended early. */
  int failedWork(Exception failure, CommandLine command, boolean debug) {
    if (debug) {
      failure.printStackTrace(terminal.err());
    }
    String name = command.getCommandSpec().qualifiedName(" ");
    SteerException inWords =
        switch (failure) {
          case SteerException known -> known;
          case StatusRuntimeException refused -> Refusal.of(refused);
          default -> new SteerException(ExitCode.FAILED, failure + " (--debug shows where)");
        };
    terminal.note(Visible.of(name + ": " + inWords.getMessage()));
    if (inWords.exitCode() == ExitCode.USAGE) {
      terminal.note("See " + name + " --help");
    }
    return inWords.exitCode().status();
  }
}
