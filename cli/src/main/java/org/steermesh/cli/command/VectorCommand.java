package org.steermesh.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steer vector}: steering vectors in the mesh. */
@Command(
    name = "vector",
    description =
        "Build, list, show, explain, compare, compose, name, exchange, prune and delete steering"
            + " vectors.",
    footer = {
      "",
      "Examples:",
      "  ./steer vector build cheerful --dataset cheerful-train --site 2",
      "  ./steer vector alias cheerful live",
      "  ./steer vector show cheerful@live"
    })
public final class VectorCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which of build, list, show, explain, compare, overlap, near, compose, import, export, tag,"
            + " describe, promote, alias, rollback, history, prune, delete?");
  }
}
