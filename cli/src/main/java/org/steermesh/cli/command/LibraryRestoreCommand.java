package org.steermesh.cli.command;

import java.nio.file.Path;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.LibraryRestore;
import org.steermesh.cli.client.MeshClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code steer library restore}. */
@Command(
    name = "restore",
    description = {
      "Put what a backup holds into the mesh; every digest is verified.",
      "What is there already stays; aliases of the backup move to where they were."
    },
    footer = {"", "Example:", "  ./steer library restore target/library.zip"})
public final class LibraryRestoreCommand extends MeshCommand {

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file;

  /** A command that prints to the context's terminal. */
  public LibraryRestoreCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    LibraryRestore.Restored restored = LibraryRestore.read(mesh, file, Actor.name());
    terminal()
        .result(
            "%d vectors, %d versions, %d aliases"
                .formatted(restored.vectors(), restored.versions(), restored.aliases()));
  }
}
