package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Refusal;
import org.steermesh.eval.v1.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer eval show}. */
@Command(
    name = "show",
    description = "Show an evaluation: what was asked, how far it is, what came out.",
    footer = {"", "Example:", "  ./steer eval show cheerful-sweep"})
public final class EvalShowCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME", description = "Name of the evaluation.")
  private String name;

  /** A command that prints to the context's terminal. */
  public EvalShowCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Evaluation evaluation = EvaluationRun.get(mesh, Names.evaluation(name));
    if (output.isJson()) {
      printJson(evaluation);
      return;
    }
    print(EvaluationTables.of(evaluation));
    if (evaluation.hasError()) {
      terminal().result("failed: " + Refusal.of(evaluation.getError()).getMessage());
    }
  }
}
