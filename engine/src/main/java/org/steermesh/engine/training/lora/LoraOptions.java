package org.steermesh.engine.training.lora;

import java.util.List;

/**
 * How an adapter is trained: AdamW (0.9, 0.999) after a linear warm-up.
 *
 * @param rank of A and B, from 1
 * @param alpha the product of B and A is multiplied with alpha / rank
 * @param targets last parts of the names of the matrices to change
 * @param steps number of steps
 * @param warmupSteps steps of linear warm-up, fewer than the steps
 * @param schedule of the rate after it
 * @param rate largest learning rate
 * @param weightDecay per unit of learning rate
 * @param clipNorm gradients are scaled down to this global norm
 * @param batch items of one step
 * @param seed of the first A, and of the order of the items
 */
public record LoraOptions(
    int rank,
    double alpha,
    List<String> targets,
    int steps,
    int warmupSteps,
    Schedule schedule,
    double rate,
    double weightDecay,
    double clipNorm,
    int batch,
    long seed) {

  /** What may be changed: the seven matrices of a block. */
  public static final List<String> ALL_TARGETS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final int MOST_RANK = 4096;

  /** Refuses what makes no training, in the words of the options of {@code steer sft}. */
  public LoraOptions {
    targets = targets.stream().distinct().toList();
    for (String target : targets) {
      require(
          ALL_TARGETS.contains(target),
          "targets: " + target + " is none of " + String.join(", ", ALL_TARGETS));
    }
    require(!targets.isEmpty(), "targets: at least one of " + String.join(", ", ALL_TARGETS));
    require(rank >= 1 && rank <= MOST_RANK, "rank " + rank + " must be from 1 to " + MOST_RANK);
    require(alpha > 0 && Double.isFinite(alpha), "alpha " + alpha + " must be above 0");
    require(steps >= 1, "steps " + steps + " must be at least 1");
    require(
        warmupSteps >= 0 && warmupSteps < steps,
        "warm-up " + warmupSteps + " must be from 0 to one less than the steps, " + steps);
    require(rate > 0 && Double.isFinite(rate), "rate " + rate + " must be above 0");
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "weight decay " + weightDecay + " must be 0 or more");
    require(clipNorm > 0, "clip " + clipNorm + " must be above 0");
    require(batch >= 1, "batch " + batch + " must be at least 1");
  }

  private static void require(boolean allowed, String message) {
    if (!allowed) {
      throw new IllegalArgumentException(message);
    }
  }

  /** What the product of B and A is multiplied with. */
  double scale() {
    return alpha / rank;
  }

  /** Learning rate of a step, counted from 0. */
  double rate(int step) {
    if (step < warmupSteps) {
      return rate * (step + 1) / warmupSteps;
    }
    return rate * schedule.share((step - warmupSteps) / (double) (steps - warmupSteps));
  }
}
