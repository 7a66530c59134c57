package org.steermesh.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steer dataset}: labelled data in the mesh. */
@Command(
    name = "dataset",
    description = "Upload, list, show and delete labelled data.",
    footer = {
      "",
      "Examples:",
      "  ./steer dataset upload cheerful-train \\",
      "    deploy/local/demo-data/cheerfulness/train.json --behaviour cheerful",
      "  ./steer dataset upload cheerful-test \\",
      "    deploy/local/demo-data/cheerfulness/test.json --behaviour cheerful",
      "  ./steer dataset tasks",
      "  ./steer dataset list"
    })
public final class DatasetCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of upload, tasks, list, show, delete?");
  }
}
