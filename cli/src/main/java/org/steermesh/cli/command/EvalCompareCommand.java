package org.steermesh.cli.command;

import java.util.List;
import java.util.Optional;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.ArmSpec;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.GateSpec;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.VectorComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer eval compare}. */
@Command(
    name = "compare",
    description = {
      "Measure several vectors at the same strengths.",
      "It shows what tau, the layer or the width of the dictionary does, and what sparse and dense"
          + " vectors cost at the same effect."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer eval compare --arm newest=cheerful --arm live=cheerful@live \\",
      "    --dataset cheerful-test --items 10 --strengths -2,2 --id cheerful-arms",
      "  ./steer eval report cheerful-arms --out /tmp/cheerful-arms.html"
    })
public final class EvalCompareCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Mixin private Measured measured;

  @Mixin private SteeredPositions steered;

  @Option(
      names = "--arm",
      required = true,
      paramLabel = "[LABEL=]NAME[@ALIAS|@DIGEST][:SITE][,VALUE]",
      description =
          "A vector, what it is called, where it acts and the value that it varies, such as its"
              + " tau; repeatable. Default: the default site, a name made from the version.")
  private List<ArmSpec> arms;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "The test items.")
  private String dataset;

  @Option(
      names = "--strengths",
      paramLabel = "N",
      split = ",",
      defaultValue = "-2,-1,1,2",
      description =
          "The strengths, with commas between; 0 is measured in any case. Default: ${DEFAULT-VALUE}.")
  private List<Float> strengths;

  @Option(
      names = "--parameter",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What the VALUEs of the arms are, for the report: tau, layer, width.")
  private String parameter;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Of how many of a sparse vector's largest features the share is told. Default:"
              + " ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--gate",
      paramLabel = "NAME[@ALIAS|@DIGEST][#FEATURE][:BLOCK]:THRESHOLD",
      description =
          "Steer with every arm only tokens whose activation is further along this vector than"
              + " THRESHOLD, or has FEATURE of this sparse vector above it.")
  private Optional<GateSpec> gate = Optional.empty();

  @Mixin private Latching latching;

  /** A command that prints to the context's terminal. */
  public EvalCompareCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    latching.require(gate.isPresent());
    VectorComparison comparison =
        VectorComparison.newBuilder()
            .addAllArms(
                arms.stream().map(arm -> arm.toProto(steered.rule(), latching.gate(gate))).toList())
            .addAllStrengths(strengths)
            .setItems(measured.items(mesh, dataset))
            .addAllNeutralTexts(measured.neutralTexts())
            .setParameter(parameter)
            .setTopFeatureCount(top)
            .build();
    Evaluation evaluation =
        EvaluationRun.run(
            mesh,
            measured.request(Declaration.newBuilder().setVectorComparison(comparison)),
            "comparing",
            terminal());
    if (output.isJson()) {
      printJson(evaluation);
    } else {
      print(EvaluationTables.of(evaluation));
    }
  }
}
