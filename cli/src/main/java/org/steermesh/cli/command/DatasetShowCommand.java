package org.steermesh.cli.command;

import java.util.Iterator;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.Visible;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.GetDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer dataset show}. */
@Command(
    name = "show",
    description = "Show one data set and its first items.",
    footer = {"", "Example:", "  ./steer dataset show cheerful-train --items 3"})
public final class DatasetShowCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME", description = "Name of the data set.")
  private String name;

  @Option(
      names = "--items",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many items are shown. Default: ${DEFAULT-VALUE}.")
  private int items;

  /** A command that prints to the context's terminal. */
  public DatasetShowCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    if (items < 0) {
      throw new SteerException(ExitCode.USAGE, "--items " + items + " must be 0 or more");
    }
    String full = Names.dataset(name);
    Dataset dataset =
        MeshClient.unary(mesh.vector())
            .getDataset(GetDatasetRequest.newBuilder().setName(full).build());
    if (output.isJson()) {
      printJson(dataset);
      return;
    }
    print(table(dataset));
    if (items > 0) {
      showItems(mesh, full);
    }
  }

  private static Table table(Dataset dataset) {
    Table table =
        new Table()
            .words("FIELD")
            .words("VALUE")
            .row("name", dataset.getName())
            .row("behaviour", dataset.getBehaviour())
            .row(
                "description",
                dataset.getDescription().isEmpty() ? "none" : dataset.getDescription())
            .row("items", Long.toString(dataset.getItemCount()))
            .row("bytes", Long.toString(dataset.getSizeBytes()))
            .row("digest", dataset.getDigest())
            .row("uploaded", Shown.time(dataset.getCreateTime()));
    if (!dataset.getTask().isEmpty()) {
      table
          .row("task", dataset.getTask())
          .row("groups", Long.toString(dataset.getGroupCount()))
          .row("repeated items", Long.toString(dataset.getRepeatedCount()));
      TaskTables.skipped(dataset).forEach(line -> table.row("not used", line));
    }
    return table;
  }

  private void showItems(MeshClient mesh, String full) {
    Iterator<ReadDatasetResponse> answers =
        mesh.vector()
            .readDataset(ReadDatasetRequest.newBuilder().setName(full).setItemCount(items).build());
    while (answers.hasNext()) {
      answers.next().getItemsList().forEach(this::showItem);
    }
  }

  private void showItem(DatasetItem item) {
    terminal().result("");
    terminal().result("item " + item.getIndex());
    if (item.hasChoiceItem()) {
      terminal().result(TaskTables.item(item.getChoiceItem()));
      return;
    }
    terminal().result(Visible.of(item.getQuestion()).indent(2).stripTrailing());
    terminal().result("  matching " + item.getPositive() + ", not matching " + item.getNegative());
  }
}
