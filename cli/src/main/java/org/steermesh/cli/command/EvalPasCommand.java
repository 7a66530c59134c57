package org.steermesh.cli.command;

import java.util.List;
import java.util.Locale;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.EvaluationRun;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasTask;
import org.steermesh.type.v1.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer eval pas}. */
@Command(
    name = "pas",
    description = {
      "Painless activation steering: from labelled tasks to tested vectors.",
      "For every task and seed, vectors are built from the training part, every block and strength is"
          + " tried on the validation part, and the chosen cell is tested once, beside its controls and"
          + " baselines."
    },
    footer = {
      "",
      "Example:",
      "  ./steer eval pas --task bbq-age --condition condition --seeds 5 \\",
      "    --strengths 1,2,4 --id pas-age",
      "  ./steer eval report pas-age --out /tmp/pas-age.html"
    })
public final class EvalPasCommand extends MeshCommand {

  /** As the paper. */
  private static final int USUAL_SEEDS = 15;

  /** How splits, permutations and choices are made. */
  enum Protocol {
    /** Choices of every item in an order of its own. */
    SOUND,
    /** The published code to the letter. */
    PAPER
  }

  /** How a cell is chosen. */
  enum Selection {
    /** The first largest accuracy. */
    PAPER_TIE,
    /** The gentlest within one standard error. */
    ONE_STANDARD_ERROR
  }

  @Mixin private OutputForm output;

  @Mixin private PasGrid grid;

  @Mixin private TaskLayout layout;

  @Option(
      names = "--task",
      required = true,
      split = ",",
      paramLabel = "NAME[:CATEGORY]",
      description = "A data set of labelled items; tasks of one category are pooled. Repeatable.")
  private List<String> tasks;

  @Option(
      names = "--condition",
      paramLabel = "ATTRIBUTE",
      defaultValue = "",
      description = "Give results apart by this attribute of an item too.")
  private String condition;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      defaultValue = "SOUND",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Protocol protocol;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "TARGET",
      description = "Some of residual, attention, mlp, mlp_input. Default: residual.")
  private List<String> targets = List.of();

  @Option(
      names = "--selection",
      paramLabel = "RULE",
      defaultValue = "PAPER_TIE",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Selection selection;

  @Option(
      names = "--random-vectors",
      paramLabel = "N",
      defaultValue = "5",
      description = "Random vectors beside every effect. Default: ${DEFAULT-VALUE}.")
  private int randomVectors;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "A baseline: a text put before every question; the best is tested. Repeatable.")
  private List<String> prompts = List.of();

  @Option(
      names = "--few-shot",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "A baseline: K examples before every question. Default: none; the paper has 10.")
  private int fewShot;

  @Option(
      names = "--steer-few-shot",
      description = "Search vectors with the examples before every question too.")
  private boolean steerFewShot;

  @Option(
      names = "--id",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Name of the evaluation. Default: chosen by the service.")
  private String id;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A note for people.")
  private String description;

  /** A command that prints to the context's terminal. */
  public EvalPasCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    CreateEvaluationRequest request =
        CreateEvaluationRequest.newBuilder()
            .setEvaluationId(Names.evaluationId(id))
            .setDeclaration(Declaration.newBuilder().setDescription(description).setPas(search()))
            .build();
    Evaluation evaluation = EvaluationRun.run(mesh, request, "searching", terminal());
    if (output.isJson()) {
      printJson(evaluation);
    } else {
      print(EvaluationTables.of(evaluation));
      evaluation.getPas().getFindingsList().forEach(terminal()::note);
    }
  }

  private PasSearch search() {
    PasSearch.Builder search =
        PasSearch.newBuilder()
            .addAllTasks(tasks.stream().map(this::task).toList())
            .setProtocol(PasSearch.Protocol.valueOf("PROTOCOL_" + protocol))
            .addAllSeeds(grid.seeds(USUAL_SEEDS))
            .addAllTargets(targets.stream().map(EvalPasCommand::target).toList())
            .setRendering(layout.rendering())
            .setSelection(PasSearch.Selection.valueOf("SELECTION_" + selection))
            .setControls(PasControls.newBuilder().setRandomVectors(randomVectors))
            .setBaselines(
                PasBaselines.newBuilder()
                    .addAllPrompts(prompts)
                    .setFewShotExamples(fewShot)
                    .setSteerFewShot(steerFewShot));
    grid.apply(search);
    return search.build();
  }

  private PasTask task(String text) {
    int colon = text.indexOf(':');
    return PasTask.newBuilder()
        .setDataset(Names.dataset(colon < 0 ? text : text.substring(0, colon)))
        .setCategory(colon < 0 ? "" : text.substring(colon + 1))
        .setCondition(condition)
        .build();
  }

  private static Target target(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "residual" -> Target.TARGET_RESIDUAL;
      case "attention" -> Target.TARGET_ATTENTION;
      case "mlp" -> Target.TARGET_MLP;
      case "mlp_input" -> Target.TARGET_MLP_INPUT;
      default ->
          throw usage("--targets: '" + text + "' is none of residual, attention, mlp, mlp_input");
    };
  }

  private static SteerException usage(String message) {
    return new SteerException(ExitCode.USAGE, message);
  }
}
