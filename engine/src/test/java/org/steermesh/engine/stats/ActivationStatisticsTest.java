package org.steermesh.engine.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

class ActivationStatisticsTest {

  private static final int WIDTH = 7;
  private static final Offset<Double> ROUNDING = within(1e-9);

  /** Activations far from zero, as residual streams are: mean 100, deviation 1. */
  private static float[][] activations(int count) {
    Random random = new Random(7);
    float[][] rows = new float[count][WIDTH];
    for (float[] row : rows) {
      for (int i = 0; i < WIDTH; i++) {
        row[i] = (float) (100 + random.nextGaussian());
      }
    }
    return rows;
  }

  private static ActivationStatistics of(float[][] rows, int from, int to) {
    ActivationStatistics statistics = new ActivationStatistics(WIDTH);
    for (int i = from; i < to; i++) {
      statistics.add(rows[i]);
    }
    return statistics;
  }

  @Test
  void momentsEqualTheTwoPassOnes() {
    float[][] rows = activations(1000);
    ActivationStatistics statistics = of(rows, 0, rows.length);
    assertThat(statistics.count()).isEqualTo(1000);
    double norm = 0;
    for (int i = 0; i < WIDTH; i++) {
      double mean = 0;
      double squares = 0;
      for (float[] row : rows) {
        mean += row[i] / 1000.0;
        squares += (double) row[i] * row[i];
      }
      double deviation = 0;
      for (float[] row : rows) {
        deviation += (row[i] - mean) * (row[i] - mean);
      }
      assertThat(statistics.mean()[i]).isCloseTo(mean, ROUNDING);
      assertThat(statistics.sumOfSquares()[i] / squares).isCloseTo(1, within(1e-12));
      assertThat(statistics.sumOfSquaredDeviations()[i]).isCloseTo(deviation, within(1e-6));
    }
    for (float[] row : rows) {
      double squares = 0;
      for (float x : row) {
        squares += (double) x * x;
      }
      norm += Math.sqrt(squares) / 1000;
    }
    assertThat(statistics.meanNorm()).isCloseTo(norm, ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 333, 999, 1000})
  void mergingTwoPartsEitherWayRoundEqualsTheWhole(int border) {
    float[][] rows = activations(1000);
    ActivationStatistics whole = of(rows, 0, 1000);
    ActivationStatistics forward = of(rows, 0, border);
    forward.merge(of(rows, border, 1000));
    ActivationStatistics backward = of(rows, border, 1000);
    backward.merge(of(rows, 0, border));
    for (ActivationStatistics merged : new ActivationStatistics[] {forward, backward}) {
      assertThat(merged.count()).isEqualTo(1000);
      assertThat(merged.mean()).containsExactly(whole.mean(), ROUNDING);
      assertThat(merged.sumOfSquaredDeviations())
          .containsExactly(whole.sumOfSquaredDeviations(), within(1e-6));
      assertThat(merged.meanNorm()).isCloseTo(whole.meanNorm(), ROUNDING);
      assertThat(merged.smallestNorm()).isEqualTo(whole.smallestNorm());
      assertThat(merged.largestNorm()).isEqualTo(whole.largestNorm());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void anActivationThatIsNotFiniteIsRefusedAndChangesNothing(float bad) {
    float[][] rows = activations(3);
    ActivationStatistics statistics = of(rows, 0, 3);
    double[] before = statistics.mean();
    float[] row = rows[0].clone();
    row[4] = bad;
    assertThatThrownBy(() -> statistics.add(row))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(EngineReason.NOT_FINITE));
    assertThat(statistics.mean()).containsExactly(before);
    assertThat(statistics.count()).isEqualTo(3);
  }

  @Test
  void aWrongWidthIsRefused() {
    ActivationStatistics statistics = new ActivationStatistics(WIDTH);
    assertThatThrownBy(() -> statistics.add(new float[3]))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("3 floats");
    assertThatThrownBy(() -> statistics.merge(new ActivationStatistics(2)))
        .isInstanceOf(EngineException.class);
  }

  @Test
  void theSmallestAndTheLargestNormAreKept() {
    ActivationStatistics statistics = new ActivationStatistics(2);
    assertThat(statistics.smallestNorm()).isZero();
    statistics.add(new float[] {-5, 12});
    statistics.add(new float[] {3, 4});

    assertThat(statistics.smallestNorm()).isEqualTo(5);
    assertThat(statistics.largestNorm()).isEqualTo(13);
  }

  @Test
  void theMeanDifferenceIsPositiveMinusNegative() {
    ActivationStatistics positive = new ActivationStatistics(2);
    positive.add(new float[] {1, 2});
    positive.add(new float[] {3, 4});
    ActivationStatistics negative = new ActivationStatistics(2);
    negative.add(new float[] {10, -1});
    assertThat(MeanDifference.of(positive, negative)).containsExactly(-8, 4);
  }

  @Test
  void aMeanDifferenceNeedsBothClasses() {
    ActivationStatistics full = new ActivationStatistics(1);
    full.add(new float[] {1});
    ActivationStatistics empty = new ActivationStatistics(1);
    assertThatThrownBy(() -> MeanDifference.of(full, empty)).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> MeanDifference.of(full, new ActivationStatistics(2)))
        .isInstanceOf(EngineException.class);
  }
}
