package org.steermesh.cli.study;

/**
 * What one way came to on the test items of one seed.
 *
 * @param seed of the split
 * @param right test items answered right
 * @param items test items that were scored, at least 1
 * @param site where it was steered, for people; empty where it was not
 * @param strength how strongly; 0 where it was not
 */
public record SeedScore(long seed, int right, int items, String site, float strength) {

  /** Share of the items answered right, 0 to 1. */
  public double accuracy() {
    return (double) right / items;
  }
}
