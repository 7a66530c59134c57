package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector delete}. */
@Command(
    name = "delete",
    description = "Delete one version, or a vector with all its versions.",
    footer = {
      "",
      "Example:",
      "  steer vector delete cheerful@1a2b3c4d",
      "  steer vector delete cheerful"
    })
public final class VectorDeleteCommand extends MeshCommand {

  @Parameters(paramLabel = "NAME[@DIGEST]", description = "The vector, or one version of it.")
  private String name;

  @Option(names = "--force", description = "Delete a vector that has aliases, with its aliases.")
  private boolean force;

  /** A command that prints to the context's terminal. */
  public VectorDeleteCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    String full = Names.vector(name);
    if (full.contains("/versions/")) {
      MeshClient.unary(mesh.vector())
          .deleteVersion(DeleteVersionRequest.newBuilder().setName(full).build());
    } else {
      MeshClient.unary(mesh.vector())
          .deleteVector(DeleteVectorRequest.newBuilder().setName(full).setForce(force).build());
    }
    terminal().note("deleted " + full);
  }
}
