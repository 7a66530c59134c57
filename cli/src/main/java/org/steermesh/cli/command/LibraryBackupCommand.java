package org.steermesh.cli.command;

import java.nio.file.Path;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.LibraryBackup;
import org.steermesh.cli.client.MeshClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code steer library backup}. */
@Command(
    name = "backup",
    description = {
      "Write all vectors, versions, states, tags and aliases into one file.",
      "Data sets and the history of aliases are not in it."
    },
    footer = {"", "Example:", "  ./steer library backup target/library.zip"})
public final class LibraryBackupCommand extends MeshCommand {

  @Parameters(paramLabel = "FILE", description = "The file to write.")
  private Path file;

  /** A command that prints to the context's terminal. */
  public LibraryBackupCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    LibraryBackup.Written written = LibraryBackup.write(mesh, file);
    terminal()
        .result(
            "%s: %d vectors, %d versions".formatted(file, written.vectors(), written.versions()));
  }
}
