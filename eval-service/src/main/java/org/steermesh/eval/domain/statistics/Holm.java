package org.steermesh.eval.domain.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction of several p-values: A simple sequentially rejective multiple test procedure,
 * Scandinavian Journal of Statistics 6 (1979).
 */
public final class Holm {

  private Holm() {}

  /** The corrected p-values, in the order given; NaN stays NaN and does not count. */
  public static double[] corrected(double[] p) {
    double[] corrected = new double[p.length];
    List<Integer> rising =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> p[i]))
            .toList();
    double largest = 0;
    Arrays.fill(corrected, Double.NaN);
    for (int rank = 0; rank < rising.size(); rank++) {
      int index = rising.get(rank);
      largest = Math.max(largest, Math.min(1, (rising.size() - rank) * p[index]));
      corrected[index] = largest;
    }
    return corrected;
  }
}
