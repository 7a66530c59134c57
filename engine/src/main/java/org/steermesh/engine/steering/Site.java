package org.steermesh.engine.steering;

/**
 * A place in the model: a block, counted from 0, and a target in it.
 *
 * @param block decoder block, 0 to L-1
 * @param target where in the block
 */
public record Site(int block, Target target) implements Comparable<Site> {

  /** Refuses a negative block; the upper bound is the model's and checked there. */
  public Site {
    if (block < 0) {
      throw new IllegalArgumentException("block " + block + " is negative");
    }
  }

  @Override
  public int compareTo(Site other) {
    int byBlock = Integer.compare(block, other.block);
    return byBlock != 0 ? byBlock : target.compareTo(other.target);
  }

  @Override
  public String toString() {
    return "block " + block + " " + target;
  }
}
