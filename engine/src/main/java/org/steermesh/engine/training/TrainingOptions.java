package org.steermesh.engine.training;

/**
 * How a model is trained: the blocks' matrices by Muon (Jordan et al. 2024), embedding and norms by
 * AdamW (Loshchilov and Hutter 2019), both with linear warm-up and linear decay to a twentieth.
 *
 * @param steps number of steps of the whole schedule
 * @param warmupSteps steps of linear warm-up
 * @param peakRate largest learning rate of AdamW
 * @param peakMatrixRate largest learning rate of Muon
 * @param weightDecay of the blocks' matrices, per unit of learning rate
 * @param clipNorm gradients are scaled down to this global norm
 * @param seed of the initial weights
 */
public record TrainingOptions(
    int steps,
    int warmupSteps,
    double peakRate,
    double peakMatrixRate,
    double weightDecay,
    double clipNorm,
    long seed) {

  private static final double FLOOR = 0.05;

  /** Share of the peak rates that a step, counted from 0, takes. */
  public double share(int step) {
    if (step < warmupSteps) {
      return (step + 1.0) / warmupSteps;
    }
    double progress = Math.min(1, (step - warmupSteps) / (double) Math.max(1, steps - warmupSteps));
    return FLOOR + (1 - FLOOR) * (1 - progress);
  }
}
