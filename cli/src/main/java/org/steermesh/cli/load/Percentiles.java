package org.steermesh.cli.load;

import java.util.Arrays;

/**
 * What a number of times come to, in seconds; all 0 where there is none.
 *
 * @param count how many
 * @param p50 the middle one
 * @param p90 nine tenths are at most this
 * @param p99 ninety-nine hundredths are at most this
 * @param most the longest
 */
public record Percentiles(int count, double p50, double p90, double p99, double most) {

  /** Of times in nanoseconds, by nearest rank. */
  public static Percentiles of(long[] nanos) {
    if (nanos.length == 0) {
      return new Percentiles(0, 0, 0, 0, 0);
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Percentiles(
        sorted.length, at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e9;
  }
}
