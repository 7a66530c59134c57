package org.steermesh.cli.demo.training;

import org.steermesh.engine.training.ModelShape;
import org.steermesh.engine.training.TrainingOptions;

/**
 * How the demo model is made.
 *
 * @param width d_model
 * @param blocks number of decoder blocks
 * @param feedForward inner width of the MLP
 * @param steps training steps
 * @param rows sequences a step
 * @param seed of the documents and of the initial weights
 */
public record TrainingPlan(int width, int blocks, int feedForward, int steps, int rows, long seed) {

  /** What {@code steer train-demo-model} does by default. */
  public static final TrainingPlan DEMO = new TrainingPlan(192, 4, 576, 6500, 4, 2026);

  /** Most tokens of a sequence, in training and in use. */
  static final int CONTEXT = 256;

  private static final int HEAD_WIDTH = 32;
  private static final double RATE = 3e-3;
  private static final double MATRIX_RATE = 0.02;
  private static final double DECAY = 0.1;
  private static final int WARMUP = 40;

  /** The model's shape for a vocabulary of so many tokens. */
  ModelShape shape(int vocabulary) {
    int heads = width / HEAD_WIDTH;
    return new ModelShape(vocabulary, width, blocks, heads, heads, feedForward, CONTEXT);
  }

  /** The optimizer's side. */
  TrainingOptions options() {
    return new TrainingOptions(steps, WARMUP, RATE, MATRIX_RATE, DECAY, 1, seed);
  }
}
