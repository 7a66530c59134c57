package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.sae.SaeReport;
import org.steermesh.cli.sae.TrainingProgress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.sae.training.SaeShape;
import org.steermesh.engine.sae.training.SaeSource;
import org.steermesh.engine.sae.training.SaeTraining;
import org.steermesh.engine.sae.training.SaeTrainingOptions;
import org.steermesh.engine.sae.training.TrainedKind;
import org.steermesh.engine.sae.training.TrainedSae;
import org.steermesh.engine.sae.training.TrainingText;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.training.TrainingException;
import org.steermesh.type.v1.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer sae train}: a sparse autoencoder for one site of a model. */
@Command(
    name = "train",
    description = {
      "Train a sparse autoencoder on a model's activations.",
      "The model reads the text; what it computes at the site, at all positions but BOS, trains the"
          + " autoencoder as it comes. One sequence in twenty is held out to measure with. The"
          + " result is a folder in the layout of SAELens. Ctrl-C leaves a checkpoint in it, from"
          + " which the same command with --resume goes on. See docs/sae.md."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer sae train --model deploy/local/demo-model --text /tmp/world.jsonl \\",
      "    --site 0 --features 512 --l0 16 --tokens 400000 --out /tmp/sae-512",
      "  ./steer sae train --model DIR --text corpus/ --site 12 --kind topk --k 32 \\",
      "    --features 16384 --tokens 50000000 --dtype f16 --out sae-12 --resume"
    })
public final class SaeTrainCommand implements Callable<Integer> {

  private static final int DEFAULT_ACTIVE = 32;
  private static final int DEFAULT_CONTEXT = 1024;
  private static final Duration SAVE_EVERY = Duration.ofMinutes(1);

  /** What weights are written as. */
  enum Dtype {
    /** float32. */
    F32,
    /** float16. */
    F16
  }

  private final Context context;

  @Mixin private OutputForm output;

  @Mixin private SaeTrainingKnobs knobs;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A model in Hugging Face layout.")
  private Path model = Path.of(".");

  @Option(
      names = "--text",
      paramLabel = "FILE_OR_DIR",
      required = true,
      description =
          "What the model reads: a file, or a folder with .txt, .md and .jsonl files. In .jsonl each"
              + " line's \"text\" is a text; in others blank lines part texts.")
  private Path text = Path.of(".");

  @Option(
      names = "--site",
      paramLabel = "BLOCK[/TARGET]",
      required = true,
      description = "Where: a block's residual, or its attention or mlp, such as 12/mlp.")
  private Site site = Site.getDefaultInstance();

  @Option(
      names = "--features",
      paramLabel = "M",
      required = true,
      description = "Features of the dictionary.")
  private int features;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "JUMPRELU",
      description =
          "jumprelu (a learned threshold each) or topk (the k largest). Default: jumprelu.")
  private TrainedKind kind = TrainedKind.JUMPRELU;

  @Option(
      names = "--k",
      paramLabel = "K",
      description = "topk: active features of a position. Default: 32.")
  private Optional<Integer> k = Optional.empty();

  @Option(
      names = "--l0",
      paramLabel = "N",
      description = "jumprelu: active features of a position, on average. Default: 32.")
  private Optional<Integer> averageActive = Optional.empty();

  @Option(
      names = "--tokens",
      paramLabel = "N",
      required = true,
      description = "Activations to train on; a text that has fewer is read again.")
  private long tokens;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder to write to; it must not hold an autoencoder yet.")
  private Path out = Path.of(".");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the first weights and the order of the activations. Default: 1.")
  private long seed;

  @Option(names = "--resume", description = "Go on from the checkpoint in --out, if it has one.")
  private boolean resume;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      defaultValue = "F32",
      description = "f32 or f16: what the weights are written as. Default: f32.")
  private Dtype dtype = Dtype.F32;

  /** A command that prints to the context's terminal. */
  public SaeTrainCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    knobs.check();
    OptionalInt active = active();
    try (LanguageModel opened = open()) {
      TrainedSae trained = run(prepare(opened, active.orElse(DEFAULT_ACTIVE)));
      Terminal terminal = context.terminal();
      if (output.isJson()) {
        terminal.result(SaeReport.json(trained, out));
      } else {
        SaeReport.lines(trained, out).forEach(terminal::result);
      }
    }
    return ExitCode.OK.status();
  }

  private OptionalInt active() {
    Optional<Integer> given = kind == TrainedKind.TOPK ? k : averageActive;
    Optional<Integer> other = kind == TrainedKind.TOPK ? averageActive : k;
    if (other.isPresent()) {
      throw usage(
          kind == TrainedKind.TOPK
              ? "--l0 is for --kind jumprelu; with topk say --k"
              : "--k is for --kind topk; with jumprelu say --l0");
    }
    return given.isPresent() ? OptionalInt.of(given.get()) : OptionalInt.empty();
  }

  private LanguageModel open() {
    try {
      return LanguageModel.open(
          model, new ModelOptions("", null, null, knobs.threads(), knobs.maxBatchTokens()));
    } catch (EngineException e) {
      throw new SteerException(ExitCode.USAGE, "--model: " + e.getMessage(), e);
    }
  }

  private SaeTraining prepare(LanguageModel opened, int active) {
    ModelDescription description = opened.description();
    if (site.getBlock() >= description.blocks()) {
      throw usage(
          "--site: block "
              + site.getBlock()
              + " is outside the model; it has blocks 0 to "
              + (description.blocks() - 1));
    }
    try {
      SaeShape shape =
          new SaeShape(kind, description.width(), features, active, knobs.subtractsBias(kind));
      SaeTrainingOptions options =
          SaeTrainingOptions.of(shape, tokens, knobs.batch(tokens), knobs.rate(), seed);
      int window = knobs.context(Math.min(DEFAULT_CONTEXT, description.context()));
      SaeSource source = new SaeSource(opened, site(), TrainingText.of(text), window);
      return new SaeTraining(
          source,
          shape,
          options,
          new SaeTraining.Run(
              out, resume, dtype == Dtype.F16, knobs.evalTokens(), SAVE_EVERY, knobs.threads()));
    } catch (IllegalArgumentException | TrainingException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new SteerException(ExitCode.USAGE, "--text: " + e.getMessage(), e);
    }
  }

  private org.steermesh.engine.steering.Site site() {
    String target = site.getTarget().name().substring("TARGET_".length());
    return new org.steermesh.engine.steering.Site(site.getBlock(), Target.valueOf(target));
  }

  private TrainedSae run(SaeTraining training) {
    Terminal terminal = context.terminal();
    try (TrainingProgress progress = new TrainingProgress(terminal, tokens)) {
      return StopOnInterrupt.train(
          terminal, "read the text or write " + out, stop -> training.train(progress, stop));
    }
  }

  private static SteerException usage(String message) {
    return new SteerException(ExitCode.USAGE, message);
  }
}
