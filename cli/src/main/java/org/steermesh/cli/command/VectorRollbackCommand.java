package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.RollbackAliasRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector rollback}. */
@Command(
    name = "rollback",
    description = {
      "Move an alias back to the version that it named before.",
      "Each call goes back one move further."
    },
    footer = {"", "Example:", "  ./steer vector rollback cheerful live"})
public final class VectorRollbackCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(index = "0", paramLabel = "NAME", description = "The vector.")
  private String name;

  @Parameters(index = "1", paramLabel = "ALIAS", description = "The alias, for example live.")
  private String alias;

  @Option(
      names = "--require",
      paramLabel = "STATE",
      defaultValue = "",
      description = "Move it only to a version in this state: evaluated or live, for example.")
  private String required;

  /** A command that prints to the context's terminal. */
  public VectorRollbackCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    RollbackAliasRequest.Builder request =
        RollbackAliasRequest.newBuilder()
            .setName(Names.vector(name) + "@" + alias)
            .setActor(Actor.name());
    if (!required.isEmpty()) {
      request.setRequiredState(VectorPromoteCommand.state(required));
    }
    Alias moved = MeshClient.unary(mesh.vector()).rollbackAlias(request.build());
    if (output.isJson()) {
      printJson(moved);
    } else {
      terminal().note(moved.getName() + " is " + Names.shortVersion(moved.getVersion()));
    }
  }
}
