package org.steermesh.vector.domain;

import java.util.Arrays;
import java.util.Optional;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.SiteStatistics.ClassStatistics;

/**
 * A sparse steering vector from what the features of an autoencoder did in two classes (SAS, Bayat
 * et al. 2025, algorithm 1):
 *
 * <ol>
 *   <li>a feature is kept on a side when it is active in at least the fraction tau of the side's
 *       rows, each side on its own; a feature that is never active is not kept;
 *   <li>its value there is the mean over the rows in which it is active;
 *   <li>features kept on both sides are dropped, after the filter;
 *   <li>the vector is the positive side's values minus the negative side's, not normalised.
 * </ol>
 */
final class SparseDifference {

  private final ClassStatistics positive;
  private final ClassStatistics negative;
  private final Joined joined;

  /**
   * What one tau gives.
   *
   * @param values the vector, perhaps of no feature
   * @param sharedFeatures features kept on both sides, and therefore dropped
   */
  record Result(SparseValues values, int sharedFeatures) {}

  /**
   * The largest tau that leaves something.
   *
   * @param tau the threshold
   * @param features how many features it leaves
   */
  record Remainder(double tau, int features) {}

  /** Compares two classes whose features were counted. */
  SparseDifference(ClassStatistics positive, ClassStatistics negative) {
    this.positive = positive;
    this.negative = negative;
    this.joined = Joined.of(positive.activity(), negative.activity());
  }

  /** The vector of one threshold and part. */
  Result of(double tau, SparseSides sides) {
    int[] kept = new int[joined.size()];
    float[] values = new float[joined.size()];
    int size = 0;
    int shared = 0;
    for (int i = 0; i < joined.size(); i++) {
      boolean onPositive = frequency(joined.positiveCounts[i], positive) >= tau;
      boolean onNegative = frequency(joined.negativeCounts[i], negative) >= tau;
      boolean isPositive = onPositive && joined.positiveCounts[i] > 0;
      boolean isNegative = onNegative && joined.negativeCounts[i] > 0;
      if (isPositive && isNegative) {
        shared++;
        continue;
      }
      float value = 0;
      if (isPositive && sides != SparseSides.NEGATIVE) {
        value = finite(i, joined.positiveSums[i] / joined.positiveCounts[i]);
      } else if (isNegative && sides != SparseSides.POSITIVE) {
        value = -finite(i, joined.negativeSums[i] / joined.negativeCounts[i]);
      }
      if (value != 0) {
        kept[size] = i;
        values[size++] = value;
      }
    }
    return new Result(joined.select(kept, values, size), shared);
  }

  /** The largest tau at which a part is not empty; empty when no tau leaves a feature. */
  Optional<Remainder> largestTau(SparseSides sides) {
    double largest = -1;
    for (int i = 0; i < joined.size(); i++) {
      largest = Math.max(largest, largestTau(i, sides));
    }
    return largest < 0
        ? Optional.empty()
        : Optional.of(new Remainder(largest, of(largest, sides).values().size()));
  }

  /**
   * A feature is left by every tau up to the frequency of the side where it is active more often,
   * and above that of the other; -1 where no tau leaves it.
   */
  private double largestTau(int index, SparseSides sides) {
    double onPositive = frequency(joined.positiveCounts[index], positive);
    double onNegative = frequency(joined.negativeCounts[index], negative);
    return switch (sides) {
      case BOTH -> onPositive == onNegative ? -1 : Math.max(onPositive, onNegative);
      case POSITIVE -> onPositive > onNegative ? onPositive : -1;
      case NEGATIVE -> onNegative > onPositive ? onNegative : -1;
    };
  }

  /** A correctly rounded quotient: 7 of 10 rows are not below the 0.7 that somebody typed. */
  private static double frequency(long active, ClassStatistics side) {
    return (double) active / side.count();
  }

  private float finite(int index, double value) {
    if (!Float.isFinite((float) value)) {
      throw new SteermeshException(
          ErrorReason.NOT_FINITE, "the mean of feature " + joined.features[index] + " is " + value);
    }
    return (float) value;
  }

  /** The features of both sides, ascending; a side in which one was never active has 0 of it. */
  private record Joined(
      int[] features,
      long[] positiveCounts,
      double[] positiveSums,
      long[] negativeCounts,
      double[] negativeSums) {

    static Joined of(FeatureActivity positive, FeatureActivity negative) {
      int most = positive.size() + negative.size();
      Joined all =
          new Joined(
              new int[most], new long[most], new double[most], new long[most], new double[most]);
      int size = 0;
      int p = 0;
      int n = 0;
      while (p < positive.size() || n < negative.size()) {
        int feature = Math.min(at(positive, p), at(negative, n));
        all.features[size] = feature;
        if (at(positive, p) == feature) {
          all.positiveCounts[size] = positive.activeCounts()[p];
          all.positiveSums[size] = positive.sums()[p++];
        }
        if (at(negative, n) == feature) {
          all.negativeCounts[size] = negative.activeCounts()[n];
          all.negativeSums[size] = negative.sums()[n++];
        }
        size++;
      }
      return new Joined(
          Arrays.copyOf(all.features, size),
          all.positiveCounts,
          all.positiveSums,
          all.negativeCounts,
          all.negativeSums);
    }

    private static int at(FeatureActivity activity, int index) {
      return index < activity.size() ? activity.features()[index] : Integer.MAX_VALUE;
    }

    int size() {
      return features.length;
    }

    SparseValues select(int[] indices, float[] values, int count) {
      int[] chosen = new int[count];
      long[] positives = new long[count];
      long[] negatives = new long[count];
      for (int i = 0; i < count; i++) {
        chosen[i] = features[indices[i]];
        positives[i] = positiveCounts[indices[i]];
        negatives[i] = negativeCounts[indices[i]];
      }
      return new SparseValues(chosen, Arrays.copyOf(values, count), positives, negatives);
    }
  }
}
