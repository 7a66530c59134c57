package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector delete}. */
@Command(
    name = "delete",
    description = {
      "Delete a vector with all its versions, or one version of it.",
      "A version is named by the first 8 digits of its digest or more: cheerful@1a2b3c4d."
    },
    footer = {"", "Example:", "  ./steer vector delete cheerful --force"})
public final class VectorDeleteCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME[@DIGEST]", description = "The vector, or one version of it.")
  private String name;

  @Option(
      names = "--force",
      description = "Delete a vector with its aliases, and what other versions were composed of.")
  private boolean force;

  /** A command that prints to the context's terminal. */
  public VectorDeleteCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    String full = Names.vector(name);
    if (full.contains("@")) {
      throw new SteerException(
          ExitCode.USAGE,
          name
              + " is not a version's digest; to remove an alias: ./steer vector alias "
              + name.replace('@', ' ')
              + " --remove");
    }
    if (full.contains("/versions/")) {
      MeshClient.unary(mesh.vector())
          .deleteVersion(DeleteVersionRequest.newBuilder().setName(full).setForce(force).build());
    } else {
      MeshClient.unary(mesh.vector())
          .deleteVector(DeleteVectorRequest.newBuilder().setName(full).setForce(force).build());
    }
    output.tellDeleted(terminal(), full);
  }
}
