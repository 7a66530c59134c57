package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.vector.v1.DeleteDatasetRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer dataset delete}. */
@Command(
    name = "delete",
    description = "Delete a data set. Vectors made from it stay.",
    footer = {"", "Example:", "  ./steer dataset delete cheerful-train"})
public final class DatasetDeleteCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME", description = "Name of the data set.")
  private String name;

  /** A command that prints to the context's terminal. */
  public DatasetDeleteCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    String full = Names.dataset(name);
    MeshClient.unary(mesh.vector())
        .deleteDataset(DeleteDatasetRequest.newBuilder().setName(full).build());
    output.tellDeleted(terminal(), full);
  }
}
