package org.steermesh.cli.command;

import org.steermesh.type.v1.Positions;
import picocli.CommandLine.Option;

/** Which tokens are steered. */
final class SteeredPositions {

  @Option(
      names = "--steer-at",
      paramLabel = "RULE",
      defaultValue = "from-last-of-prompt",
      description =
          "The tokens that are steered: from-last-of-prompt, all-but-bos, all, last-of-prompt,"
              + " generated-only, prompt-only, marker:TEXT or indices such as 0,3,-1. Default:"
              + " ${DEFAULT-VALUE}.")
  private Positions rule;

  Positions rule() {
    return rule;
  }
}
