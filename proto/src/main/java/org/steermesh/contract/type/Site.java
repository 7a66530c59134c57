package org.steermesh.contract.type;

import java.util.Comparator;
import java.util.Locale;

/**
 * A place in the model; ordered by block, then target.
 *
 * @param block decoder block, counted from 0
 * @param target where in the block
 */
public record Site(int block, Target target) implements Comparable<Site> {

  private static final Comparator<Site> ORDER =
      Comparator.comparingInt(Site::block).thenComparing(Site::target);

  /** Checks that the block can exist. */
  public Site {
    if (block < 0) {
      throw new IllegalArgumentException("block is " + block + ", blocks count from 0");
    }
  }

  @Override
  public int compareTo(Site other) {
    return ORDER.compare(this, other);
  }

  /** Whether a pass through the model reaches {@code other} before this. */
  public boolean isAfter(Site other) {
    return block > other.block || (block == other.block && depth() > other.depth());
  }

  /** How deep in its block it is. */
  private int depth() {
    return switch (target) {
      case ATTENTION -> 0;
      case MLP_INPUT -> 1;
      case MLP -> 2;
      case RESIDUAL -> 3;
    };
  }

  /** For people: {@code block 12}, {@code block 12 mlp input}. */
  @Override
  public String toString() {
    String block = "block " + this.block;
    return target == Target.RESIDUAL
        ? block
        : block + " " + target.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
