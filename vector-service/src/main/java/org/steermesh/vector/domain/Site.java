package org.steermesh.vector.domain;

import java.util.Comparator;

/**
 * A place in the model; ordered by block, then target.
 *
 * @param block decoder block, counted from 0
 * @param target where in the block
 */
public record Site(int block, Target target) implements Comparable<Site> {

  private static final Comparator<Site> ORDER =
      Comparator.comparingInt(Site::block).thenComparing(Site::target);

  @Override
  public int compareTo(Site other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "block " + block + " " + target;
  }
}
