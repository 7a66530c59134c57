package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.LibraryCheck;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Table;
import picocli.CommandLine.Command;

/** {@code steer library verify}. */
@Command(
    name = "verify",
    description = {
      "Read every version, compare every checksum, follow every reference.",
      "Fails when something is broken; a parent that was deleted by force is told, and is no"
          + " failure. What is deleted meanwhile is left out. A version whose bundle is larger than"
          + " steermesh.library.max-file-bytes (sparse: max-bundle-bytes) or the heap of"
          + " vector-service allow ends the walk and is named."
    },
    footer = {"", "Example:", "  ./steer library verify"})
public final class LibraryVerifyCommand extends MeshCommand {

  /** A command that prints to the context's terminal. */
  public LibraryVerifyCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    LibraryCheck.Result result = LibraryCheck.run(mesh);
    Table table = new Table().words("WHAT").words("FOUND");
    result.findings().forEach(finding -> table.row(finding.name(), finding.what()));
    if (!table.isEmpty()) {
      print(table);
    }
    long broken = result.findings().stream().filter(LibraryCheck.Finding::broken).count();
    terminal()
        .result(
            "%d versions, %d aliases, %d parents: %d broken"
                .formatted(result.versions(), result.aliases(), result.parents(), broken));
    if (broken > 0) {
      throw new SteerException(ExitCode.FAILED, broken + " things of the library are broken");
    }
  }
}
