package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.LibraryWalk;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.vector.v1.AliasChange;
import org.steermesh.vector.v1.ListAliasChangesResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer vector history}. */
@Command(
    name = "history",
    description = "Show what happened to the aliases of a vector, newest first.",
    footer = {"", "Example:", "  ./steer vector history cheerful@live"})
public final class VectorHistoryCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME[@ALIAS]", description = "The vector, or one alias of it.")
  private String name;

  /** A command that prints to the context's terminal. */
  public VectorHistoryCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<AliasChange> changes = LibraryWalk.changes(mesh, Names.vector(name));
    if (output.isJson()) {
      printJson(ListAliasChangesResponse.newBuilder().addAllChanges(changes));
      return;
    }
    Table table =
        new Table()
            .words("WHEN")
            .words("ALIAS")
            .words("FROM")
            .words("TO")
            .words("WHO")
            .words("HOW");
    for (AliasChange change : changes) {
      table.row(
          Shown.time(change.getChangeTime()),
          change.getAlias().substring(change.getAlias().indexOf('@') + 1),
          shown(change.getFromVersion()),
          shown(change.getToVersion()),
          change.getActor(),
          change.getRollback() ? "rollback" : "set");
    }
    print(table, "no alias of " + name + " was ever set");
  }

  private static String shown(String version) {
    return version.isEmpty() ? "-" : Shown.digest(Names.id(version));
  }
}
