package org.steermesh.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steer sae}: sparse autoencoders on disk. */
@Command(
    name = "sae",
    description = "Train, list and show sparse autoencoders.",
    footer = {
      "",
      "Examples:",
      "  ./steer sae demo-text --out /tmp/world.jsonl",
      "  ./steer sae train --model deploy/local/demo-model --text /tmp/world.jsonl \\",
      "    --site 0 --features 512 --l0 16 --tokens 400000 --out /tmp/sae-512",
      "  ./steer sae list /tmp"
    })
public final class SaeCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of train, list, show, demo-text?");
  }
}
