package org.steermesh.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code steer} command. */
@Command(name = "steer", mixinStandardHelpOptions = true)
public final class Steer {

  private Steer() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Steer()).execute(arguments));
  }
}
