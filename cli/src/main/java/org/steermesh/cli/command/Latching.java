package org.steermesh.cli.command;

import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.type.v1.Gate;
import picocli.CommandLine.Option;

/** Whether gates stay open: an option of every command that takes one. */
final class Latching {

  @Option(
      names = "--latched",
      description =
          "Once open, a gate stays open for the rest of the text. Default: it looks at every token"
              + " anew.")
  private boolean latched;

  /** Refuses the option where no gate is given that could stay open. */
  void require(boolean gated) {
    if (latched && !gated) {
      throw new SteerException(ExitCode.USAGE, "--latched keeps a gate open, and none is given");
    }
  }

  /** The gate that was asked for. */
  Optional<Gate> gate(Optional<GateSpec> spec) {
    return spec.map(each -> each.toProto().toBuilder().setLatched(latched).build());
  }
}
