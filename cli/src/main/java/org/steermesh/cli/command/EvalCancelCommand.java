package org.steermesh.cli.command;

import com.google.longrunning.CancelOperationRequest;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.mesh.Service;
import org.steermesh.eval.v1.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer eval cancel}. */
@Command(
    name = "cancel",
    description = "Stop an evaluation that runs; what it measured so far stays to be seen.",
    footer = {"", "Example:", "  ./steer eval cancel cheerful-sweep"})
public final class EvalCancelCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME", description = "Name of the evaluation.")
  private String name;

  /** A command that prints to the context's terminal. */
  public EvalCancelCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Evaluation evaluation = EvaluationRun.get(mesh, Names.evaluation(name));
    if (evaluation.hasEndTime()) {
      output.tell(terminal(), evaluation.getName() + " has ended already", "cancelled", null);
      return;
    }
    MeshClient.unary(mesh.operations(Service.EVAL))
        .cancelOperation(
            CancelOperationRequest.newBuilder().setName(evaluation.getOperation()).build());
    output.tell(terminal(), "cancelled " + evaluation.getName(), "cancelled", evaluation.getName());
  }
}
