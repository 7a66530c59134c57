package org.steermesh.vector.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.vector.domain.SiteStatistics.ClassStatistics;

class SparseDifferenceTest {

  private static final int FEATURES = 40;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.5, 0.7, 0.9, 1})
  void theVectorIsThatOfTheAlgorithmRowByRow(double tau) {
    Random random = new Random(7);
    float[][] positive = rows(random, 10);
    float[][] negative = rows(random, 10);
    SparseDifference difference = difference(positive, negative);

    for (SparseSides sides : SparseSides.values()) {
      float[] expected = new float[FEATURES];
      int shared = 0;
      for (int c = 0; c < FEATURES; c++) {
        float up = filtered(positive, c, tau);
        float down = filtered(negative, c, tau);
        shared += up != 0 && down != 0 ? 1 : 0;
        boolean isShared = up != 0 && down != 0;
        expected[c] =
            isShared
                ? 0
                : (sides == SparseSides.NEGATIVE ? 0 : up)
                    - (sides == SparseSides.POSITIVE ? 0 : down);
      }

      SparseDifference.Result result = difference.of(tau, sides);

      assertThat(dense(result.values())).as("%s", sides).containsExactly(expected);
      assertThat(result.sharedFeatures()).isEqualTo(shared);
    }
  }

  /** Steps 2 to 4 of the algorithm for one feature of one side, from its rows. */
  private static float filtered(float[][] rows, int feature, double tau) {
    double sum = 0;
    int active = 0;
    for (float[] row : rows) {
      sum += row[feature];
      active += row[feature] != 0 ? 1 : 0;
    }
    return active == 0 || (double) active / rows.length < tau ? 0 : (float) (sum / active);
  }

  @Test
  void aFeatureExactlyAsFrequentAsTauIsKept() {
    float[][] positive = new float[10][FEATURES];
    for (int row = 0; row < 7; row++) {
      positive[row][3] = 2;
    }
    SparseDifference difference = difference(positive, new float[10][FEATURES]);

    assertThat(difference.of(0.7, SparseSides.BOTH).values().features()).containsExactly(3);
    assertThat(difference.of(Math.nextUp(0.7), SparseSides.BOTH).values().size()).isZero();
  }

  @Test
  void theLargestTauThatLeavesSomethingDoesAndAnyLargerOneDoesNot() {
    Random random = new Random(11);
    SparseDifference difference = difference(rows(random, 13), rows(random, 9));

    for (SparseSides sides : SparseSides.values()) {
      SparseDifference.Remainder left = difference.largestTau(sides).orElseThrow();

      assertThat(difference.of(left.tau(), sides).values().size())
          .isEqualTo(left.features())
          .isPositive();
      assertThat(difference.of(Math.nextUp(left.tau()), sides).values().size()).isZero();
    }
  }

  @Test
  void equalSidesLeaveNothingAtAnyTau() {
    float[][] rows = rows(new Random(5), 8);

    assertThat(difference(rows, rows).largestTau(SparseSides.BOTH)).isEqualTo(Optional.empty());
  }

  private static float[][] rows(Random random, int count) {
    float[][] rows = new float[count][FEATURES];
    for (float[] row : rows) {
      for (int c = 0; c < FEATURES; c++) {
        row[c] = random.nextInt(FEATURES) < c ? random.nextFloat() + 0.1f : 0;
      }
    }
    return rows;
  }

  private static SparseDifference difference(float[][] positive, float[][] negative) {
    return new SparseDifference(statistics(positive), statistics(negative));
  }

  private static ClassStatistics statistics(float[][] rows) {
    int[] features = new int[FEATURES];
    long[] counts = new long[FEATURES];
    double[] sums = new double[FEATURES];
    int size = 0;
    for (int c = 0; c < FEATURES; c++) {
      long count = 0;
      double sum = 0;
      for (float[] row : rows) {
        count += row[c] != 0 ? 1 : 0;
        sum += row[c];
      }
      if (count > 0) {
        features[size] = c;
        counts[size] = count;
        sums[size++] = sum;
      }
    }
    FeatureActivity activity =
        new FeatureActivity(
            Arrays.copyOf(features, size), Arrays.copyOf(counts, size), Arrays.copyOf(sums, size));
    return new ClassStatistics(rows.length, new float[0], 0, activity);
  }

  private static float[] dense(SparseValues values) {
    float[] dense = new float[FEATURES];
    for (int i = 0; i < values.size(); i++) {
      dense[values.features()[i]] = values.values()[i];
    }
    return dense;
  }
}
