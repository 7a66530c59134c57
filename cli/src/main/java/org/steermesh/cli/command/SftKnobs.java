package org.steermesh.cli.command;

import static org.steermesh.cli.SteerException.require;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.training.TrainingException;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.engine.training.lora.LoraOptions;
import org.steermesh.engine.training.lora.LoraTraining;
import org.steermesh.engine.training.lora.Schedule;
import picocli.CommandLine.Option;

/** How an adapter is trained. */
final class SftKnobs {

  private static final double WARMUP_SHARE = 0.05;
  private static final Duration SAVE_EVERY = Duration.ofSeconds(30);

  /** What the model's matrices are held as while an adapter is trained. */
  enum Dtype {
    /** float32. */
    F32,
    /** bfloat16. */
    BF16
  }

  @Option(
      names = "--rank",
      paramLabel = "R",
      defaultValue = "8",
      description = "Rank of the change of each matrix. Default: ${DEFAULT-VALUE}.")
  private int rank;

  @Option(
      names = "--alpha",
      paramLabel = "X",
      description = "The change is multiplied with alpha / rank. Default: twice the rank.")
  private Optional<Float> alpha = Optional.empty();

  @Option(
      names = "--targets",
      paramLabel = "NAME",
      split = ",",
      description =
          "Matrices to change, with commas between: q_proj, k_proj, v_proj, o_proj, gate_proj,"
              + " up_proj, down_proj. Default: all of them.")
  private List<String> targets = LoraOptions.ALL_TARGETS;

  @Option(
      names = "--epochs",
      paramLabel = "X",
      description = "How often each item is trained on. Default: 3.")
  private Optional<Float> epochs = Optional.empty();

  @Option(names = "--steps", paramLabel = "N", description = "Steps, instead of --epochs.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Items of one step. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description =
          "Largest learning rate; a large model wants less, such as 0.0002. Default:"
              + " ${DEFAULT-VALUE}.")
  private float rate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "COSINE",
      description =
          "How the rate falls after the warm-up: cosine or linear, both to 0, or constant. Default:"
              + " cosine.")
  private Schedule schedule = Schedule.COSINE;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Steps in which the rate rises. Default: a twentieth of the steps.")
  private Optional<Integer> warmup = Optional.empty();

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0",
      description = "Share of the weights taken off per unit of rate. Default: ${DEFAULT-VALUE}.")
  private float weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "X",
      defaultValue = "1",
      description = "Largest norm of a step's gradients. Default: ${DEFAULT-VALUE}.")
  private float clip;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description =
          "Most tokens of an item; a longer one is refused. Default: the model's context.")
  private Optional<Integer> maxLength = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      defaultValue = "F32",
      description =
          "f32 or bf16: what the model's matrices are held as while training; A and B are f32."
              + " Default: f32.")
  private Dtype dtype = Dtype.F32;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "2048",
      description =
          "Most tokens computed at once; a step of more is computed in parts. Memory grows with it."
              + " Default: ${DEFAULT-VALUE}.")
  private int batchTokens;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Threads of one computation; 0 takes the number of cores. With 1 the same seed gives the"
              + " same bytes. Default: ${DEFAULT-VALUE}.")
  private int threads;

  void check() {
    require(threads >= 0, "--threads " + threads + " must be 0 or more");
    require(batchTokens >= 1, "--batch-tokens " + batchTokens + " must be 1 or more");
    require(batch >= 1, "--batch " + batch + " must be 1 or more");
    require(
        epochs.isEmpty() || steps.isEmpty(), "--epochs and --steps both say how long; give one");
    require(epochs.orElse(1f) > 0, "--epochs " + epochs.orElse(0f) + " must be above 0");
    require(maxLength.orElse(2) >= 2, "--max-length " + maxLength.orElse(0) + " must be 2 or more");
  }

  /**
   * The options of a training on so many items.
   *
   * @param seed of the first weights and of the order of the items
   */
  LoraOptions options(int items, long seed) {
    int count = steps.orElseGet(() -> stepsOf(items));
    int rising = warmup.orElseGet(() -> (int) (WARMUP_SHARE * count));
    try {
      return new LoraOptions(
          rank,
          alpha.map(SftKnobs::typed).orElse(2.0 * rank),
          targets,
          count,
          rising,
          schedule,
          typed(rate),
          typed(weightDecay),
          typed(clip),
          batch,
          seed);
    } catch (IllegalArgumentException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * What a training leaves, and where.
   *
   * @param folder to write to
   * @param resume whether to go on from its checkpoint
   * @param measureEvery steps between measurements; 0 measures before and after alone
   */
  record Kept(Path folder, boolean resume, int measureEvery) {}

  /** Refuses what no model is needed to refuse; it is the fault of the command line. */
  void check(LoraItems items, Kept kept) {
    try {
      LoraTraining.check(items, run(kept));
    } catch (TrainingException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Opens the model for a training; what it cannot take is the fault of the command line. */
  LoraTraining prepare(Path model, LoraItems items, LoraOptions options, Kept kept) {
    try {
      return LoraTraining.prepare(model, items, options, run(kept));
    } catch (TrainingException e) {
      throw new SteerException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (EngineException e) {
      throw new SteerException(ExitCode.USAGE, "--model: " + e.getMessage(), e);
    }
  }

  private LoraTraining.Run run(Kept kept) {
    return new LoraTraining.Run(
        kept.folder(),
        kept.resume(),
        maxLength.orElse(Integer.MAX_VALUE),
        kept.measureEvery(),
        SAVE_EVERY,
        dtype == Dtype.BF16 ? WeightFormat.BF16 : WeightFormat.F32,
        threads,
        batchTokens);
  }

  private int stepsOf(int items) {
    double all = Math.ceil(typed(epochs.orElse(3f)) * items / batch);
    return (int) Math.clamp(all, 1, Integer.MAX_VALUE);
  }

  /** The decimal number that was typed, not the float nearest to it. */
  private static double typed(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}
