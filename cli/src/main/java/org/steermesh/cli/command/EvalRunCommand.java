package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.declaration.DeclarationFile;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer eval run}. */
@Command(
    name = "run",
    description = {
      "Run the experiment that a YAML file declares.",
      "The file has the fields of the contract's Declaration, and id, the name of the evaluation;"
          + " deploy/evaluations holds ready ones, docs/evaluations.md explains them. What is wrong"
          + " with it is told with line and column before anything runs. Running the same file"
          + " again under its id gives the evaluation that is there. Ctrl-C cancels it."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer eval run deploy/evaluations/demo-sweep.yaml",
      "  ./steer eval run deploy/evaluations/demo-sweep.yaml --detach \\",
      "    --id cheerful-three --set 'behaviour_sweep.strengths=[-1,1]'"
    })
public final class EvalRunCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(paramLabel = "FILE", description = "The declaration.")
  private Path file;

  @Option(
      names = "--detach",
      description = "Return when it has started; see steer eval watch. Default: wait for its end.")
  private boolean detach;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Put VALUE, as YAML, in place of what the file says at PATH, such as"
              + " open_ended.arms[0].vector; repeatable.")
  private List<String> settings = List.of();

  @Option(
      names = "--id",
      paramLabel = "NAME",
      description =
          "Name of the evaluation. Default: the id in the file, or chosen by the service.")
  private Optional<String> id = Optional.empty();

  /** A command that prints to the context's terminal. */
  public EvalRunCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    CreateEvaluationRequest.Builder request = DeclarationFile.read(file, settings).toBuilder();
    id.map(Names::evaluationId).ifPresent(request::setEvaluationId);
    if (detach) {
      String name = EvaluationRun.begin(mesh, request.build());
      String sentence =
          "started " + name + "; follow it with: ./steer eval watch " + Names.id(name);
      output.tell(terminal(), sentence, "started", name);
      return;
    }
    Evaluation evaluation =
        EvaluationRun.run(mesh, request.build(), "measuring", terminal(), !output.isJson());
    if (output.isJson()) {
      printJson(evaluation);
    } else {
      print(EvaluationTables.of(evaluation));
    }
  }
}
