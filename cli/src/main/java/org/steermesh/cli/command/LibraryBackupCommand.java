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
      "Write all data sets, vectors, versions, states, tags, descriptions and aliases into one file.",
      "The history of aliases is in it for people to read; restore does not write it back. A version"
          + " whose bundle is larger than vector-service allows ends the backup and is named with"
          + " what allows more: steermesh.library.max-file-bytes or the heap (-Xmx) for dense"
          + " versions, steermesh.library.max-bundle-bytes for sparse ones."
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
            "%s: %d data sets, %d vectors, %d versions"
                .formatted(file, written.datasets(), written.vectors(), written.versions()));
  }
}
