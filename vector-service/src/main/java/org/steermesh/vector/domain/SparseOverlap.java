package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What two sparse vectors of one autoencoder have in common.
 *
 * @param cosine of the angle between their values
 * @param union features that either holds
 * @param opposed shared features whose values have opposite signs
 * @param shared features that both hold, largest product of absolute values first
 */
public record SparseOverlap(double cosine, int union, int opposed, List<Shared> shared) {

  /** A feature that both hold. */
  public record Shared(int feature, float first, float second) {}

  /** Features that both hold over features that either holds. */
  public double jaccard() {
    return (double) shared.size() / union;
  }

  static SparseOverlap of(SparseValues first, SparseValues second) {
    List<Shared> shared = new ArrayList<>();
    double product = 0;
    int a = 0;
    int b = 0;
    while (a < first.size() && b < second.size()) {
      int order = Integer.compare(first.features()[a], second.features()[b]);
      if (order == 0) {
        product += (double) first.values()[a] * second.values()[b];
        shared.add(new Shared(first.features()[a], first.values()[a], second.values()[b]));
      }
      a += order <= 0 ? 1 : 0;
      b += order >= 0 ? 1 : 0;
    }
    shared.sort(
        Comparator.<Shared>comparingDouble(each -> -Math.abs((double) each.first * each.second))
            .thenComparingInt(Shared::feature));
    int opposed = (int) shared.stream().filter(each -> each.first > 0 != each.second > 0).count();
    return new SparseOverlap(
        product / Math.sqrt(squares(first) * squares(second)),
        first.size() + second.size() - shared.size(),
        opposed,
        List.copyOf(shared));
  }

  private static double squares(SparseValues vector) {
    double sum = 0;
    for (float value : vector.values()) {
      sum += (double) value * value;
    }
    return sum;
  }
}
