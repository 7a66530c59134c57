package org.steermesh.cli.command;

import static org.steermesh.cli.SteerException.require;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.show.Terminal;
import org.steermesh.cli.stage.Stages;
import org.steermesh.cli.study.Study;
import org.steermesh.cli.study.StudyJson;
import org.steermesh.cli.study.StudyMeshes;
import org.steermesh.cli.study.StudyPlan;
import org.steermesh.cli.study.StudyResult;
import org.steermesh.cli.study.StudyTable;
import org.steermesh.eval.v1.PasBaselines;
import org.steermesh.eval.v1.PasControls;
import org.steermesh.eval.v1.PasSearch;
import org.steermesh.eval.v1.PasTask;
import org.steermesh.type.v1.PromptLayout.Rendering;
import org.steermesh.vector.v1.UploadDatasetHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer study}. */
@Command(
    name = "study",
    description = {
      "Compare vectors, examples and fine-tuning on one task, on the same splits.",
      "For every seed the training part gives the vectors of painless activation steering (PAS), the"
          + " examples before the question (in-context learning), and a LoRA adapter (SFT); all of"
          + " them, and vectors on top of examples and of the adapter, answer the same test items. It"
          + " starts meshes of its own on free ports, and stops them. See docs/pas-evaluation.md."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer study --seeds 2 --methods IPASWO --strengths 1,2,4",
      "  ./steer study bbq/Religion.jsonl --task bbq --model DIR --seeds 5 \\",
      "    --few-shot 10 --rank 16 --rate 0.0002 --report /tmp/study.html"
    })
public final class StudyCommand implements Callable<Integer> {

  private static final String DATASET = "study";
  private static final int USUAL_SEEDS = 3;
  private static final int MOST_EXAMPLES = 64;

  /** Stands for any number of items where options are looked at before there are items. */
  private static final int MANY = 1_000_000;

  private final Context context;

  @Mixin private OutputForm output;

  @Mixin private TaskDefinitionOptions definition;

  @Mixin private PasGrid grid;

  @Mixin private SftKnobs knobs;

  @Mixin private ModelFolder model;

  @Mixin private TaskLayout layout;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "The items, with --task or --mapping. Default: the demo's task hearsay.")
  private List<Path> files = List.of();

  @Option(
      names = "--few-shot",
      paramLabel = "K",
      defaultValue = "10",
      description = "Examples before every question; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int fewShot;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with all evaluations to this file.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--keep",
      description = "Keep the data folder, with adapters and logs, and say where it is.")
  private boolean keep;

  /** A command that prints to the context's terminal. */
  public StudyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    check();
    StudyPlan plan = plan();
    Terminal terminal = context.terminal();
    Consumer<String> reader = output.isJson() ? terminal::note : terminal::result;
    try (StudyMeshes meshes = StudyMeshes.of(context.home(), model(), terminal)) {
      StudyResult result = run(plan, meshes, new Stages(reader));
      plan.report().ifPresent(file -> reader.accept("report: " + file));
      if (keep && meshes.keep()) {
        reader.accept("data: " + meshes.folder());
      }
      if (output.isJson()) {
        terminal.result(StudyJson.of(result));
      } else {
        StudyTable.lines(result).forEach(terminal::result);
      }
    }
    return ExitCode.OK.status();
  }

  /** A study that fails leaves its logs; one that is interrupted leaves nothing. */
  private StudyResult run(StudyPlan plan, StudyMeshes meshes, Stages stages) {
    try {
      StudyPlan.Training training = new StudyTraining(knobs, model(), context.terminal());
      return Study.run(plan, meshes, training, stages, context.terminal());
    } catch (SteerException e) {
      if (e.exitCode() == ExitCode.INTERRUPTED || !meshes.keep()) {
        throw e;
      }
      throw new SteerException(
          e.exitCode(), e.getMessage() + "\nlogs: " + meshes.folder().resolve("logs"), e);
    } catch (RuntimeException e) {
      if (meshes.keep()) {
        context.terminal().note("logs: " + meshes.folder().resolve("logs"));
      }
      throw e;
    }
  }

  /** What can be refused is refused before anything is started. */
  private void check() {
    grid.seeds(USUAL_SEEDS);
    require(
        fewShot >= 0 && fewShot <= MOST_EXAMPLES,
        "--few-shot %d must be from 0 to %d".formatted(fewShot, MOST_EXAMPLES));
    require(
        files.isEmpty() == definition.isEmpty(),
        "FILE and --task or --mapping belong together: items, and what they are");
    knobs.check();
    knobs.options(MANY, 1);
    report
        .map(Path::toAbsolutePath)
        .ifPresent(file -> {
          require(!Files.isDirectory(file), "--report " + file + " is a folder; name a file");
          require(
              Optional.ofNullable(file.getParent()).filter(Files::isDirectory).isPresent(),
              "--report " + file + " is in no folder that exists");
        });
  }

  private Path model() {
    return model.resolve(context).toAbsolutePath().normalize();
  }

  private StudyPlan plan() {
    UploadDatasetHeader.Builder header = UploadDatasetHeader.newBuilder().setDatasetId(DATASET);
    boolean demo = files.isEmpty();
    Path task =
        MeshOptions.demoModel(context.home()).resolveSibling("demo-data").resolve("hearsay");
    if (demo) {
      TaskDefinitionOptions.mapping(header, task.resolve("task.yaml"));
    } else {
      definition.apply(header);
    }
    Rendering shown = layout.rendering(demo ? Rendering.RENDERING_CHAT : Rendering.RENDERING_PLAIN);
    return new StudyPlan(
        header.build(),
        demo ? List.of(task.resolve("items.jsonl")) : files,
        search(shown),
        report.map(Path::toAbsolutePath));
  }

  /** Of vectors and examples alone: what an effect is held against is measured by eval pas. */
  private PasSearch search(Rendering shown) {
    PasSearch.Builder search =
        PasSearch.newBuilder()
            .addTasks(PasTask.newBuilder().setDataset("datasets/" + DATASET))
            .addAllSeeds(grid.seeds(USUAL_SEEDS))
            .setRendering(shown)
            .setControls(
                PasControls.newBuilder()
                    .setRandomVectors(0)
                    .setSignFlip(false)
                    .setLetterOnly(false)
                    .setShuffledLabels(false))
            .setBaselines(
                PasBaselines.newBuilder().setFewShotExamples(fewShot).setSteerFewShot(fewShot > 0));
    grid.apply(search);
    if (search.getMethodsCount() == 0) {
      search
          .addMethods(PasSearch.Method.METHOD_PASF)
          .addMethods(PasSearch.Method.METHOD_IPASA)
          .addMethods(PasSearch.Method.METHOD_IPASWO);
    }
    return search.build();
  }
}
