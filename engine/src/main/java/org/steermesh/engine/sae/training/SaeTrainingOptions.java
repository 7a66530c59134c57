package org.steermesh.engine.sae.training;

/**
 * How an autoencoder is trained. Adam (0.9, 0.999) in float32; the rate warms up linearly over a
 * twentieth of the steps and falls linearly to 0 over the last fifth.
 *
 * @param tokens activations to train on
 * @param batch activations of one step
 * @param rate largest learning rate
 * @param penalty JUMPRELU: weight of the distance to the number of active features asked for, in
 *     units of the fraction of variance unexplained; warms up linearly over the first fifth
 * @param bandwidth JUMPRELU: width of the straight-through estimator, in standard deviations of an
 *     activation's coordinate
 * @param auxiliary weight of the auxiliary loss on dead features; 0 leaves them dead
 * @param deadAfter activations without activity after which a feature is dead, at most 2^24
 * @param buffer activations that are held and shuffled at a time, at least a batch
 * @param seed of the first weights and of the shuffling
 */
public record SaeTrainingOptions(
    long tokens,
    int batch,
    double rate,
    double penalty,
    double bandwidth,
    double auxiliary,
    int deadAfter,
    int buffer,
    long seed) {

  /** Counted exactly in float32. */
  private static final int MOST_DEAD_AFTER = 1 << 24;

  /** A quarter of a gibibyte of floats. */
  private static final long BUFFER_FLOATS = 1 << 26;

  private static final int MOST_BUFFER = 1 << 17;
  private static final int MOST_BATCH = 1 << 16;
  private static final int MOST_STEPS = 100_000_000;
  private static final int WARM_UP = 20;
  private static final int PRESSURE = 5;
  private static final int DECAY = 5;

  /** Refuses numbers that cannot be trained with. */
  public SaeTrainingOptions {
    if (batch < 1 || batch > MOST_BATCH) {
      throw new IllegalArgumentException(
          "a batch of " + batch + " must be from 1 to " + MOST_BATCH);
    }
    if (tokens < batch || tokens / batch > MOST_STEPS) {
      throw new IllegalArgumentException(
          tokens + " tokens must be from one batch of " + batch + " to " + MOST_STEPS + " of them");
    }
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("rate " + rate + " must be above 0 and at most 1");
    }
    if (!(penalty > 0) || !(bandwidth > 0) || !(auxiliary >= 0)) {
      throw new IllegalArgumentException(
          "penalty and bandwidth must be above 0, the auxiliary weight 0 or more");
    }
    if (deadAfter < 1 || deadAfter > MOST_DEAD_AFTER) {
      throw new IllegalArgumentException(
          "dead after " + deadAfter + " must be from 1 to " + MOST_DEAD_AFTER);
    }
    if (buffer < batch) {
      throw new IllegalArgumentException(
          "a buffer of " + buffer + " must hold a batch, which has " + batch);
    }
  }

  /** Good for so many tokens; a feature is dead after a tenth of them. */
  public static SaeTrainingOptions of(
      SaeShape shape, long tokens, int batch, double rate, long seed) {
    int deadAfter = Math.clamp(tokens / 10, 1, MOST_DEAD_AFTER);
    int buffer = (int) Math.max(batch, Math.min(MOST_BUFFER, BUFFER_FLOATS / shape.width()));
    return new SaeTrainingOptions(tokens, batch, rate, 1, 0.25, 1.0 / 32, deadAfter, buffer, seed);
  }

  /** Number of steps. */
  public int steps() {
    return Math.toIntExact((tokens + batch - 1) / batch);
  }

  /** Learning rate of a step, counted from 0. */
  double rate(int step) {
    double up = Math.min(1, (step + 1.0) * WARM_UP / steps());
    double down = Math.min(1, (double) (steps() - step) * DECAY / steps());
    return rate * Math.min(up, down);
  }

  /** Weight of the sparsity loss of a step, counted from 0. */
  double penalty(int step) {
    return penalty * Math.min(1, (step + 1.0) * PRESSURE / steps());
  }
}
