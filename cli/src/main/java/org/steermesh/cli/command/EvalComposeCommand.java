package org.steermesh.cli.command;

import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.ArmSpec;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.eval.v1.Composition;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer eval compose}. */
@Command(
    name = "compose",
    description = {
      "Measure two vectors at once: how far each score moves with the other.",
      "Every strength of the one meets every strength of the other, and both behaviours are measured"
          + " in every cell."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer eval compose --first live=cheerful@live --second cheerful \\",
      "    --first-dataset cheerful-test --second-dataset cheerful-train \\",
      "    --first-strengths 1 --second-strengths 1 --items 5 --id cheerful-two \\",
      "    --second-gate cheerful:0.5 --latched",
      "  ./steer eval report cheerful-two --out /tmp/cheerful-two.html"
    })
public final class EvalComposeCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Mixin private Measured measured;

  @Mixin private SteeredPositions steered;

  @Option(
      names = "--first",
      required = true,
      paramLabel = "[LABEL=]NAME[@ALIAS|@DIGEST][:SITE]",
      description = "The one vector, what it is called and where it acts.")
  private ArmSpec first;

  @Option(
      names = "--second",
      required = true,
      paramLabel = "[LABEL=]NAME[@ALIAS|@DIGEST][:SITE]",
      description = "The other.")
  private ArmSpec second;

  @Option(
      names = "--first-dataset",
      required = true,
      paramLabel = "NAME",
      description = "The test items of the first behaviour.")
  private String firstDataset;

  @Option(
      names = "--second-dataset",
      required = true,
      paramLabel = "NAME",
      description = "Those of the second.")
  private String secondDataset;

  @Option(
      names = "--first-strengths",
      paramLabel = "N",
      split = ",",
      defaultValue = "-1,1",
      description =
          "The strengths of the first, with commas between; 0 is added. Default: ${DEFAULT-VALUE}.")
  private List<Float> firstStrengths;

  @Option(
      names = "--second-strengths",
      paramLabel = "N",
      split = ",",
      defaultValue = "-1,1",
      description = "Those of the second; 0 is added. Default: ${DEFAULT-VALUE}.")
  private List<Float> secondStrengths;

  @Option(
      names = "--first-gate",
      paramLabel = "NAME[@ALIAS|@DIGEST][#FEATURE][:BLOCK]:THRESHOLD",
      description =
          "Steer with the first only tokens whose activation is further along this vector than"
              + " THRESHOLD, or has FEATURE of this sparse vector above it.")
  private Optional<GateSpec> firstGate = Optional.empty();

  @Option(
      names = "--second-gate",
      paramLabel = "NAME[@ALIAS|@DIGEST][#FEATURE][:BLOCK]:THRESHOLD",
      description = "The same for the second.")
  private Optional<GateSpec> secondGate = Optional.empty();

  @Mixin private Latching latching;

  /** A command that prints to the context's terminal. */
  public EvalComposeCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    latching.require(firstGate.isPresent() || secondGate.isPresent());
    Composition composition =
        Composition.newBuilder()
            .setFirst(first.toProto(steered.rule(), latching.gate(firstGate)))
            .addAllFirstStrengths(firstStrengths)
            .setFirstItems(measured.items(mesh, firstDataset))
            .setSecond(second.toProto(steered.rule(), latching.gate(secondGate)))
            .addAllSecondStrengths(secondStrengths)
            .setSecondItems(measured.items(mesh, secondDataset))
            .addAllNeutralTexts(measured.neutralTexts())
            .build();
    Evaluation evaluation =
        EvaluationRun.run(
            mesh,
            measured.request(Declaration.newBuilder().setComposition(composition)),
            "composing",
            terminal());
    if (output.isJson()) {
      printJson(evaluation);
    } else {
      print(EvaluationTables.of(evaluation));
    }
  }
}
