package org.steermesh.engine.training;

/**
 * How a model is trained: AdamW (Loshchilov and Hutter 2019) with linear warm-up and a cosine decay
 * to a tenth of the peak.
 *
 * @param steps number of steps of the whole schedule
 * @param warmupSteps steps of linear warm-up
 * @param peakLearningRate largest learning rate
 * @param weightDecay of matrices; norms have none
 * @param clipNorm gradients are scaled down to this global norm
 * @param seed of the initial weights
 */
public record TrainingOptions(
    int steps,
    int warmupSteps,
    double peakLearningRate,
    double weightDecay,
    double clipNorm,
    long seed) {

  private static final double FLOOR = 0.1;

  /** Learning rate of a step, counted from 0. */
  public double learningRate(int step) {
    if (step < warmupSteps) {
      return peakLearningRate * (step + 1) / warmupSteps;
    }
    double progress = Math.min(1, (step - warmupSteps) / (double) Math.max(1, steps - warmupSteps));
    double cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
    return peakLearningRate * (FLOOR + (1 - FLOOR) * cosine);
  }
}
