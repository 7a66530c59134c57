package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Pages;
import org.steermesh.cli.show.Table;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.ListEvaluationsRequest;
import org.steermesh.eval.v1.ListEvaluationsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code steer eval list}. */
@Command(
    name = "list",
    description = "List the evaluations, newest first.",
    footer = {"", "Example:", "  ./steer eval list"})
public final class EvalListCommand extends MeshCommand {

  @Mixin private OutputForm output;

  /** A command that prints to the context's terminal. */
  public EvalListCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<Evaluation> evaluations = Pages.all(token -> page(mesh, token));
    if (output.isJson()) {
      printJson(ListEvaluationsResponse.newBuilder().addAllEvaluations(evaluations));
    } else {
      print(
          table(evaluations),
          "no evaluations; run one with: ./steer eval --vector NAME --dataset NAME");
    }
  }

  private static Pages.Page<Evaluation> page(MeshClient mesh, String token) {
    ListEvaluationsResponse response =
        MeshClient.unary(mesh.eval())
            .listEvaluations(ListEvaluationsRequest.newBuilder().setPageToken(token).build());
    return new Pages.Page<>(response.getEvaluationsList(), response.getNextPageToken());
  }

  private static Table table(List<Evaluation> evaluations) {
    Table table =
        new Table()
            .words("NAME")
            .words("STATE")
            .numbers("CELLS")
            .words("VECTOR")
            .words("DATA SET")
            .words("DECLARED");
    for (Evaluation evaluation : evaluations) {
      table.row(
          Names.id(evaluation.getName()),
          EvaluationTables.state(evaluation.getState()),
          evaluation.getProgress().getDoneCellCount()
              + "/"
              + evaluation.getProgress().getTotalCellCount(),
          EvaluationTables.vectors(evaluation.getDeclaration()),
          EvaluationTables.datasets(evaluation.getDeclaration()),
          Shown.time(evaluation.getCreateTime()));
    }
    return table;
  }
}
