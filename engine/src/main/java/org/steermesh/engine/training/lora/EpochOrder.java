package org.steermesh.engine.training.lora;

import java.util.SplittableRandom;

/** The order in which items are trained on: all of them in every epoch, shuffled anew. */
final class EpochOrder {

  private static final long EPOCH_STREAM = 0x9E3779B97F4A7C15L;

  private final int items;
  private final long seed;
  private final int[] order;
  private long epoch = -1;

  EpochOrder(int items, long seed) {
    this.items = items;
    this.seed = seed;
    this.order = new int[items];
  }

  /** Which item comes at a place, counted from 0 over all epochs. */
  int at(long place) {
    if (place / items != epoch) {
      epoch = place / items;
      shuffle();
    }
    return order[(int) (place % items)];
  }

  private void shuffle() {
    SplittableRandom random = new SplittableRandom(seed + epoch * EPOCH_STREAM);
    for (int i = 0; i < items; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
  }
}
