package org.steermesh.cli.command;

import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.type.v1.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer eval}: runs an evaluation; its subcommands look at those that ran. */
@Command(
    name = "eval",
    description = {
      "Measure what a vector does, site by site and strength by strength.",
      "That is how often the behaviour shows on the items of a data set, with its 95 %% interval,"
          + " and what the steering costs on neutral text. The evaluation is kept; the subcommands"
          + " list, show, watch, report, cancel and delete it, compare measures several vectors,"
          + " compose two at once, pas builds vectors from labelled tasks and tests them, run does"
          + " whatever a file declares. Ctrl-C cancels it."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer eval --vector cheerful@live --dataset cheerful-test \\",
      "    --strengths -2,2 --neutral deploy/local/demo-data/neutral.txt \\",
      "    --id cheerful-sweep",
      "  ./steer eval report cheerful-sweep --out /tmp/cheerful-sweep.html"
    })
public final class EvalCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Mixin private Measured measured;

  @Mixin private SteeredPositions steered;

  @Option(
      names = "--vector",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "The vector; required to run an evaluation.")
  private Optional<String> vector = Optional.empty();

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "The test items; required to run an evaluation.")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--strengths",
      paramLabel = "N",
      split = ",",
      defaultValue = "-2,-1,1,2",
      description =
          "The strengths, with commas between; 0 is measured in any case. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Float> strengths;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description =
          "BLOCK, or BLOCK/attention, BLOCK/mlp, BLOCK/mlp_input. Each is steered on its own;"
              + " repeatable. Default: every site of the vector.")
  private List<Site> sites = List.of();

  /** A command that prints to the context's terminal. */
  public EvalCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    if (vector.isEmpty() || dataset.isEmpty()) {
      throw new SteerException(
          ExitCode.USAGE,
          "give --vector and --dataset to run an evaluation, or a subcommand: run, compare,"
              + " compose, pas, list, show, watch, report, cancel, delete");
    }
    Evaluation evaluation = EvaluationRun.run(mesh, request(mesh), "evaluating", terminal());
    if (output.isJson()) {
      printJson(evaluation);
    } else {
      print(EvaluationTables.of(evaluation));
    }
  }

  private CreateEvaluationRequest request(MeshClient mesh) {
    BehaviourSweep.Builder sweep =
        BehaviourSweep.newBuilder()
            .setVector(vector.map(Names::vector).orElseThrow())
            .setDataset(dataset.map(Names::dataset).orElseThrow())
            .addAllSites(sites)
            .addAllStrengths(strengths)
            .setItemCount(measured.itemCount())
            .setLayout(measured.layout(mesh))
            .addAllNeutralTexts(measured.neutralTexts());
    steered.rule().ifPresent(sweep::setPositions);
    return measured.request(Declaration.newBuilder().setBehaviourSweep(sweep));
  }
}
