package org.steermesh.cli.command;

import java.util.Optional;
import org.steermesh.type.v1.Positions;
import picocli.CommandLine.Option;

/** Which tokens are steered. */
final class SteeredPositions {

  @Option(
      names = "--steer-at",
      paramLabel = "RULE",
      description =
          "The tokens that are steered: from-last-of-prompt, all-but-bos, all, last-of-prompt,"
              + " generated-only, prompt-only, marker:TEXT or indices such as 0,3,-1. Default:"
              + " from-last-of-prompt; for sparse vectors all-but-bos.")
  private Optional<Positions> rule = Optional.empty();

  /** What was asked for; empty leaves it to the service, which knows the vector. */
  Optional<Positions> rule() {
    return rule;
  }
}
