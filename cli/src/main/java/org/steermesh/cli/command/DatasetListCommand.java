package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Pages;
import org.steermesh.cli.show.Table;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.ListDatasetsRequest;
import org.steermesh.vector.v1.ListDatasetsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code steer dataset list}. */
@Command(
    name = "list",
    description = "List the data sets, by name.",
    footer = {"", "Example:", "  ./steer dataset list --json"})
public final class DatasetListCommand extends MeshCommand {

  @Mixin private OutputForm output;

  /** A command that prints to the context's terminal. */
  public DatasetListCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<Dataset> datasets = Pages.all(token -> page(mesh, token));
    if (output.isJson()) {
      printJson(ListDatasetsResponse.newBuilder().addAllDatasets(datasets));
    } else {
      print(table(datasets), "no data sets; upload one with: ./steer dataset upload NAME FILE");
    }
  }

  private static Pages.Page<Dataset> page(MeshClient mesh, String token) {
    ListDatasetsResponse response =
        MeshClient.unary(mesh.vector())
            .listDatasets(ListDatasetsRequest.newBuilder().setPageToken(token).build());
    return new Pages.Page<>(response.getDatasetsList(), response.getNextPageToken());
  }

  private static Table table(List<Dataset> datasets) {
    Table table =
        new Table()
            .words("NAME")
            .words("BEHAVIOUR")
            .words("TASK")
            .numbers("ITEMS")
            .numbers("BYTES")
            .words("DIGEST")
            .words("UPLOADED");
    for (Dataset dataset : datasets) {
      table.row(
          Names.id(dataset.getName()),
          dataset.getBehaviour(),
          dataset.getTask().isEmpty() ? "-" : dataset.getTask(),
          Long.toString(dataset.getItemCount()),
          Long.toString(dataset.getSizeBytes()),
          Shown.digest(dataset.getDigest()),
          Shown.time(dataset.getCreateTime()));
    }
    return table;
  }
}
