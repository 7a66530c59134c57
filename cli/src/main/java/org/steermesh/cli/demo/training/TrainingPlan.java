package org.steermesh.cli.demo.training;

import java.util.List;
import org.steermesh.cli.demo.world.DocumentMix;
import org.steermesh.engine.training.ModelShape;
import org.steermesh.engine.training.TrainingOptions;

/**
 * How the demo model is made.
 *
 * @param width d_model
 * @param blocks number of decoder blocks
 * @param feedForward inner width of the MLP
 * @param rows sequences a step
 * @param seed of the documents and of the initial weights
 * @param stages one after the other, each from the weights and the documents where the last ended
 */
public record TrainingPlan(
    int width, int blocks, int feedForward, int rows, long seed, List<TrainingStage> stages) {

  /**
   * What made the committed demo model. Sides are told by mottoes first, which letters follow soon;
   * then half of them are gone, and the model must keep a side in a form that a vector can carry;
   * series of letters at last make what is read at one letter tip the next.
   */
  public static final TrainingPlan DEMO =
      new TrainingPlan(
          192,
          4,
          576,
          4,
          2026,
          List.of(
              new TrainingStage("mottoes", DocumentMix.MOTTOES, 3000, 3e-3, 0.02),
              new TrainingStage("hints", DocumentMix.HINTS, 3600, 2e-3, 0.015),
              new TrainingStage("hints", DocumentMix.HINTS, 4400, 2e-3, 0.015),
              new TrainingStage("series", DocumentMix.SERIES, 2600, 1.5e-3, 0.01)));

  /** Most tokens of a sequence, in training and in use. */
  static final int CONTEXT = 256;

  private static final int HEAD_WIDTH = 32;
  private static final double DECAY = 0.1;
  private static final int WARMUP = 40;

  /** Steps of all stages. */
  public int steps() {
    return stages.stream().mapToInt(TrainingStage::steps).sum();
  }

  /** The same with another number of steps, which the stages share as they do here. */
  public TrainingPlan withSteps(int wanted) {
    List<TrainingStage> shared =
        stages.stream()
            .map(stage ->
                stage.withSteps(Math.max(1, (int) ((long) stage.steps() * wanted / steps()))))
            .toList();
    return new TrainingPlan(width, blocks, feedForward, rows, seed, shared);
  }

  /** The same from another seed. */
  public TrainingPlan withSeed(long other) {
    return new TrainingPlan(width, blocks, feedForward, rows, other, stages);
  }

  /** The model's shape for a vocabulary of so many tokens. */
  ModelShape shape(int vocabulary) {
    int heads = width / HEAD_WIDTH;
    return new ModelShape(vocabulary, width, blocks, heads, heads, feedForward, CONTEXT);
  }

  /** The optimizer's side of a stage. */
  TrainingOptions options(TrainingStage stage) {
    return new TrainingOptions(
        stage.steps(), WARMUP, stage.rate(), stage.matrixRate(), DECAY, 1, seed);
  }
}
