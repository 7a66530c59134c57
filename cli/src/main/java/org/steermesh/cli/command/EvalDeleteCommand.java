package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.eval.v1.DeleteEvaluationRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer eval delete}. */
@Command(
    name = "delete",
    description = "Delete an evaluation with its results.",
    footer = {"", "Example:", "  ./steer eval delete cheerful-sweep"})
public final class EvalDeleteCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME", description = "Name of the evaluation.")
  private String name;

  /** A command that prints to the context's terminal. */
  public EvalDeleteCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    String full = Names.evaluation(name);
    MeshClient.unary(mesh.eval())
        .deleteEvaluation(DeleteEvaluationRequest.newBuilder().setName(full).build());
    output.tellDeleted(terminal(), full);
  }
}
