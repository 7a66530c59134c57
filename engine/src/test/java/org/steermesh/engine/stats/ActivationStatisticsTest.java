package org.steermesh.engine.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ActivationStatisticsTest {

  @Test
  void twoActivationsGiveTheirMeanSquaresAndNorms() {
    ActivationStatistics statistics = new ActivationStatistics(2);
    statistics.add(new float[] {3, 4});
    statistics.add(new float[] {-5, 12});

    assertThat(statistics.count()).isEqualTo(2);
    assertThat(statistics.mean()).containsExactly(-1, 8);
    assertThat(statistics.sumOfSquares()).containsExactly(34, 160);
    assertThat(statistics.meanNorm()).isEqualTo(9);
    assertThat(statistics.smallestNorm()).isEqualTo(5);
    assertThat(statistics.largestNorm()).isEqualTo(13);
  }

  @Test
  void nothingTakenInGivesZeros() {
    ActivationStatistics statistics = new ActivationStatistics(1);

    assertThat(statistics.count()).isZero();
    assertThat(statistics.mean()).containsExactly(0);
    assertThat(statistics.meanNorm()).isZero();
    assertThat(statistics.smallestNorm()).isZero();
  }

  @Test
  void aMillionEqualActivationsHaveExactlyThatMean() {
    ActivationStatistics statistics = new ActivationStatistics(1);
    float[] activation = {0.1f};
    for (int i = 0; i < 1_000_000; i++) {
      statistics.add(activation);
    }

    assertThat(statistics.mean()).containsExactly(0.1f);
  }

  @Test
  void anotherWidthIsABugOfTheCaller() {
    ActivationStatistics statistics = new ActivationStatistics(3);

    assertThatThrownBy(() -> statistics.add(new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width 2")
        .hasMessageContaining("width 3");
  }
}
