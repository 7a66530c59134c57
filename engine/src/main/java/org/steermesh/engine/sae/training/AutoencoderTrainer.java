package org.steermesh.engine.sae.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.SafetensorsWriter.NamedTensor;
import org.steermesh.engine.checkpoint.TensorFile;
import org.steermesh.engine.torch.FreedMemory;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;
import org.steermesh.engine.training.TrainingException;

/**
 * Takes steps. Forward pass, gradients and optimizer are one native call. For one platform thread:
 * the native library's gradient mode belongs to it.
 */
final class AutoencoderTrainer implements AutoCloseable {

  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";
  private static final String IDLE = "idle";

  private final SaeShape shape;
  private final SaeTrainingOptions options;
  private final NativeScope owned = new NativeScope();
  private final TorchProgram program;
  private final NativeValue parameters;
  private final NativeValue means;
  private final NativeValue squares;
  private final NativeValue idle;
  private int step;

  /**
   * What a step saw before it changed anything.
   *
   * @param unexplained fraction of variance unexplained, of the batch
   * @param active average number of active features, of the batch
   */
  record Seen(double unexplained, double active) {}

  /**
   * All that changes while training.
   *
   * @param means, squares Adam's moments, as the weights
   * @param idle rows since each feature was active, [m]
   * @param step steps taken
   */
  private record State(
      AutoencoderWeights weights,
      AutoencoderWeights means,
      AutoencoderWeights squares,
      float[] idle,
      int step) {}

  private AutoencoderTrainer(State state, SaeTrainingOptions options, int threads) {
    FreedMemory.keep();
    this.shape = state.weights().shape();
    this.options = options;
    this.step = state.step();
    this.program = AutoencoderProgram.load(shape, options, threads);
    this.parameters = owned.add(AutoencoderProgram.parameters(state.weights()));
    this.means = owned.add(AutoencoderProgram.parameters(state.means()));
    this.squares = owned.add(AutoencoderProgram.parameters(state.squares()));
    this.idle = owned.add(NativeValue.floats(state.idle(), shape.features()));
  }

  /**
   * Begins.
   *
   * @param first standardised rows [n * d] that the first sizes are chosen by
   */
  static AutoencoderTrainer begin(
      SaeShape shape, SaeTrainingOptions options, float[] first, int threads) {
    AutoencoderWeights random =
        AutoencoderWeights.random(shape, new SplittableRandom(options.seed()));
    AutoencoderTrainer trainer = begin(random, options, threads);
    int rows = first.length / shape.width();
    try (NativeValue x = NativeValue.floats(first, rows, shape.width())) {
      trainer.program.callWithGradients("calibrate", trainer.parameters, x).close();
      return trainer;
    } catch (RuntimeException | Error e) {
      trainer.close();
      throw e;
    }
  }

  /** Begins with given weights, as they are. */
  static AutoencoderTrainer begin(
      AutoencoderWeights weights, SaeTrainingOptions options, int threads) {
    SaeShape shape = weights.shape();
    return new AutoencoderTrainer(
        new State(weights, zeros(shape), zeros(shape), new float[shape.features()], 0),
        options,
        threads);
  }

  /** Goes on after so many steps, from what {@link #state} gave. */
  static AutoencoderTrainer resume(
      SaeShape shape, SaeTrainingOptions options, TensorFile saved, int steps, int threads) {
    return new AutoencoderTrainer(
        new State(
            read(shape, saved, ""),
            read(shape, saved, MEAN),
            read(shape, saved, SQUARE),
            saved.get(IDLE),
            steps),
        options,
        threads);
  }

  private static AutoencoderWeights zeros(SaeShape shape) {
    int matrix = shape.width() * shape.features();
    int thresholds = shape.kind() == TrainedKind.JUMPRELU ? shape.features() : 0;
    return new AutoencoderWeights(
        shape,
        new float[matrix],
        new float[shape.features()],
        new float[matrix],
        new float[shape.width()],
        new float[thresholds]);
  }

  private static AutoencoderWeights read(SaeShape shape, TensorFile saved, String prefix) {
    List<float[]> values = new ArrayList<>();
    for (NamedTensor like : zeros(shape).tensors()) {
      float[] stored = saved.get(prefix + like.name());
      if (stored.length != like.values().length) {
        throw new TrainingException("the checkpoint is of another shape");
      }
      values.add(stored);
    }
    return AutoencoderWeights.of(shape, values);
  }

  /** Number of steps taken. */
  int steps() {
    return step;
  }

  /**
   * Takes one step.
   *
   * @param batch standardised rows [n * d]
   */
  Seen step(float[] batch) {
    double rate = options.rate(step);
    double penalty = options.penalty(step);
    step++;
    try (NativeScope scope = new NativeScope();
        NativeValue seen =
            program.callWithGradients(
                "step",
                parameters,
                means,
                squares,
                idle,
                scope.add(NativeValue.floats(batch, batch.length / shape.width(), shape.width())),
                scope.add(NativeValue.of(step)),
                scope.add(NativeValue.of(rate)),
                scope.add(NativeValue.of(penalty)))) {
      float[] numbers = seen.toFloats();
      if (!Float.isFinite(numbers[0])) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "the error of step " + step + " is not finite; a lower rate may help");
      }
      return new Seen(numbers[0], numbers[1]);
    }
  }

  /** Number of features that were not active on the last rows. */
  int dead() {
    int dead = 0;
    for (float rows : idle.toFloats()) {
      dead += rows >= options.deadAfter() ? 1 : 0;
    }
    return dead;
  }

  /** A copy of the present weights, for standardised activations. */
  AutoencoderWeights weights() {
    return AutoencoderWeights.of(shape, AutoencoderProgram.values(parameters));
  }

  /** All that {@link #resume} needs but the number of steps. */
  List<NamedTensor> state() {
    Map<String, NativeValue> parts = new LinkedHashMap<>();
    parts.put("", parameters);
    parts.put(MEAN, means);
    parts.put(SQUARE, squares);
    List<NamedTensor> all = new ArrayList<>();
    parts.forEach((prefix, list) -> {
      for (NamedTensor tensor :
          AutoencoderWeights.of(shape, AutoencoderProgram.values(list)).tensors()) {
        all.add(new NamedTensor(prefix + tensor.name(), tensor.shape(), tensor.values()));
      }
    });
    all.add(new NamedTensor(IDLE, List.of(shape.features()), idle.toFloats()));
    return all;
  }

  @Override
  public void close() {
    owned.close();
    program.close();
  }
}
