package org.steermesh.cli.command;

import org.steermesh.cli.Context;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.eval.v1.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code steer eval watch}. */
@Command(
    name = "watch",
    description = {
      "Follow an evaluation to its end: how far it is, and what it measures as it comes.",
      "Ctrl-C stops looking; the evaluation goes on."
    },
    footer = {"", "Example:", "  ./steer eval watch cheerful-sweep"})
public final class EvalWatchCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "NAME", description = "Name of the evaluation.")
  private String name;

  /** A command that prints to the context's terminal. */
  public EvalWatchCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Evaluation evaluation = EvaluationRun.watch(mesh, Names.evaluation(name), terminal());
    if (output.isJson()) {
      printJson(evaluation);
    } else {
      print(EvaluationTables.of(evaluation));
    }
  }
}
