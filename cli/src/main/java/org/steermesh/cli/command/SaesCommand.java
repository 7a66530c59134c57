package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.activation.v1.ListSaesRequest;
import org.steermesh.activation.v1.ListSaesResponse;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Pages;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Sae;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code steer saes}. */
@Command(
    name = "saes",
    description = {
      "List the sparse autoencoders that the mesh has at hand.",
      "L0 is the number of features active at a token, on average. What a mesh has at hand is said"
          + " when it starts: ./steer up --sae DIR."
    },
    footer = {"", "Example:", "  ./steer saes --json"})
public final class SaesCommand extends MeshCommand {

  @Mixin private OutputForm output;

  /** A command that prints to the context's terminal. */
  public SaesCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<Sae> saes = Pages.all(token -> page(mesh, token));
    if (output.isJson()) {
      printJson(ListSaesResponse.newBuilder().addAllSaes(saes));
    } else {
      print(table(saes), "no sparse autoencoders; start the mesh with: ./steer up --sae DIR");
    }
  }

  private static Pages.Page<Sae> page(MeshClient mesh, String token) {
    ListSaesResponse response =
        MeshClient.unary(mesh.activation())
            .listSaes(ListSaesRequest.newBuilder().setPageToken(token).build());
    return new Pages.Page<>(response.getSaesList(), response.getNextPageToken());
  }

  private static Table table(List<Sae> saes) {
    Table table =
        new Table()
            .words("NAME")
            .words("KIND")
            .numbers("FEATURES")
            .numbers("WIDTH")
            .words("SITE")
            .numbers("L0")
            .words("USE");
    for (Sae sae : saes) {
      table.row(
          Names.id(sae.getName()),
          SparseTables.kind(sae.getKind(), sae.getK()),
          Integer.toString(sae.getFeatureCount()),
          Integer.toString(sae.getWidth()),
          sae.hasSite() ? Sites.show(sae.getSite()) : "unknown",
          sae.hasAverageActiveCount() ? Shown.decimal(sae.getAverageActiveCount(), 1) : "",
          sae.getRefusal().isEmpty() ? "yes" : "no: " + sae.getRefusal());
    }
    return table;
  }
}
