package org.steermesh.cli.command;

import java.util.Locale;
import java.util.Map;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.vector.v1.Evidence;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector promote}. */
@Command(
    name = "promote",
    description = {
      "Move a version on: candidate, evaluated, live, retired.",
      "A candidate becomes evaluated by an evaluation that has finished, and whose side effects stay"
          + " inside limits: --evaluation NAME, and for each side effect what was measured and what"
          + " is allowed, --side-effect NAME=CHANGE:LIMIT."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer vector promote cheerful evaluated --evaluation cheerful-sweep \\",
      "    --side-effect perplexity=-0.1:0.5",
      "  ./steer vector promote cheerful live",
      "  ./steer vector promote cheerful retired"
    })
public final class VectorPromoteCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      index = "0",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "A vector (its newest version), an alias, or a version.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "STATE",
      description = "What it becomes: evaluated, live, retired or candidate.")
  private String state;

  @Option(
      names = "--evaluation",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The finished evaluation that speaks for it.")
  private String evaluation;

  @Option(
      names = "--side-effect",
      paramLabel = "NAME=CHANGE:LIMIT",
      description =
          "Steered minus unsteered, less than 0 is worse, and how much worse is allowed;"
              + " repeatable. For example mmlu=-0.01:0.05.")
  private Map<String, String> sideEffects = Map.of();

  /** A command that prints to the context's terminal. */
  public VectorPromoteCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    if (evaluation.isEmpty() && !sideEffects.isEmpty()) {
      throw new SteerException(
          ExitCode.USAGE, "--side-effect says what an evaluation found; name it with --evaluation");
    }
    SetVersionStateRequest.Builder request =
        SetVersionStateRequest.newBuilder()
            .setName(Names.vector(name))
            .setState(state(state))
            .setActor(Actor.name());
    if (!evaluation.isEmpty()) {
      request.setEvidence(evidence(mesh));
    }
    Version version = MeshClient.unary(mesh.vector()).setVersionState(request.build());
    if (output.isJson()) {
      printJson(version);
    } else {
      terminal()
          .note(Names.shortVersion(version.getName()) + " is " + state.toLowerCase(Locale.ROOT));
    }
  }

  /** A state as a person types it. */
  static VersionState state(String text) {
    try {
      return VersionState.valueOf("VERSION_STATE_" + text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new SteerException(
          ExitCode.USAGE, text + " is none of candidate, evaluated, live, retired", e);
    }
  }

  /** The services do not ask one another; here both are known. */
  private Evidence evidence(MeshClient mesh) {
    Evaluation found =
        MeshClient.unary(mesh.eval())
            .getEvaluation(
                GetEvaluationRequest.newBuilder().setName(Names.evaluation(evaluation)).build());
    if (found.getState() != Evaluation.State.STATE_SUCCEEDED) {
      throw new SteerException(
          ExitCode.REFUSED, found.getName() + " has not finished well; nothing is promoted by it");
    }
    Evidence.Builder evidence = Evidence.newBuilder().setEvaluation(found.getName());
    sideEffects.forEach((effect, text) -> {
      String[] numbers = text.split(":", -1);
      try {
        evidence
            .addSideEffectsBuilder()
            .setName(effect)
            .setChange(Double.parseDouble(numbers[0]))
            .setLimit(Double.parseDouble(numbers[1]));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new SteerException(
            ExitCode.USAGE,
            "--side-effect " + effect + "=" + text + " is not NAME=CHANGE:LIMIT",
            e);
      }
    });
    return evidence.build();
  }
}
