package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a sparse version is made of.
 *
 * @param features largest absolute value first, at most as many as asked for
 * @param positiveShare share of the L1 norm that the positive values hold, over all features
 */
public record SparseExplanation(List<Feature> features, double positiveShare) {

  /**
   * One feature.
   *
   * @param index its index
   * @param value its value
   * @param share of the L1 norm
   * @param cumulativeShare sum of the shares up to this one
   * @param positiveCount rows of the positive side in which it was active
   * @param negativeCount the same of the negative side
   */
  public record Feature(
      int index,
      float value,
      double share,
      double cumulativeShare,
      long positiveCount,
      long negativeCount) {}

  static SparseExplanation of(SparseValues values, int most) {
    double l1 = values.l1();
    List<Integer> largestFirst =
        IntStream.range(0, values.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(values.values()[i])))
            .limit(most)
            .toList();
    List<Feature> features = new ArrayList<>();
    double cumulative = 0;
    for (int i : largestFirst) {
      double share = Math.abs(values.values()[i]) / l1;
      cumulative += share;
      features.add(
          new Feature(
              values.features()[i],
              values.values()[i],
              share,
              cumulative,
              values.positiveCounts()[i],
              values.negativeCounts()[i]));
    }
    double positive = 0;
    for (float value : values.values()) {
      positive += Math.max(value, 0);
    }
    return new SparseExplanation(List.copyOf(features), positive / l1);
  }
}
