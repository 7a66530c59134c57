package org.steermesh.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steer library}: everything that the mesh keeps of vectors. */
@Command(
    name = "library",
    description = "Back up, restore and verify all vectors of the mesh.",
    footer = {"", "Example:", "  ./steer library verify"})
public final class LibraryCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of backup, restore, verify?");
  }
}
