package org.steermesh.cli.command;

import com.google.protobuf.MessageOrBuilder;
import java.util.List;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Json;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine.Mixin;

/** A command that talks to a running mesh. */
abstract class MeshCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private MeshAddress address;

  MeshCommand(Context context) {
    this.context = context;
  }

  @Override
  public final Integer call() {
    try (MeshClient mesh = address.open(context)) {
      run(mesh);
    }
    return ExitCode.OK.status();
  }

  /** Does the work of the command with an open mesh. */
  abstract void run(MeshClient mesh);

  final Terminal terminal() {
    return context.terminal();
  }

  final void print(Table table) {
    table.lines().forEach(terminal()::result);
  }

  /** A listing; an empty one says how it fills. */
  final void print(Table table, String whenEmpty) {
    if (table.isEmpty()) {
      terminal().note(whenEmpty);
    } else {
      print(table);
    }
  }

  /** Tables with a blank line between them. */
  final void print(List<Table> tables) {
    for (Table table : tables) {
      if (table != tables.getFirst()) {
        terminal().result("");
      }
      print(table);
    }
  }

  final void printJson(MessageOrBuilder message) {
    terminal().result(Json.of(message));
  }
}
