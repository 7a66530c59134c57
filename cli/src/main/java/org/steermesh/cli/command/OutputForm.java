package org.steermesh.cli.command;

import picocli.CommandLine.Option;

/** How a result is printed. */
final class OutputForm {

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  boolean isJson() {
    return json;
  }
}
