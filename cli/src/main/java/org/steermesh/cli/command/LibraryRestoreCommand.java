package org.steermesh.cli.command;

import java.nio.file.Path;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.LibraryRestore;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code steer library restore}. */
@Command(
    name = "restore",
    description = {
      "Put what a backup holds into the mesh; every digest is verified.",
      "What is there already stays as it is: a data set or an alias of that name, a description, a"
          + " state that is not on the way from candidate to that of the backup. Each is told when the"
          + " backup has it otherwise. Tags of the backup are added. A second call finishes what was"
          + " interrupted.",
      "A version that the backup holds as candidate comes back without evidence. The history of"
          + " aliases begins anew."
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
    Table table = new Table().words("STAYS AS IT IS").words("WHY");
    restored.kept().forEach(kept -> table.row(kept.name(), kept.why()));
    if (!table.isEmpty()) {
      print(table);
    }
    terminal()
        .result(
            "%d data sets, %d vectors, %d versions, %d aliases; %d things stay as they are"
                .formatted(
                    restored.datasets(),
                    restored.vectors(),
                    restored.versions(),
                    restored.aliases(),
                    restored.kept().size()));
  }
}
