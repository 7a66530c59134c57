package org.steermesh.eval.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {

  /** By hand: 4 x 0.005, 3 x 0.01, 2 x 0.03, and the last not below the one before it. */
  @Test
  void theSmallestCountsMostAndNoneFallsBelowASmallerOne() {
    assertThat(Holm.corrected(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
  }

  @Test
  void noneExceedsOneAndUnknownOnesDoNotCount() {
    assertThat(Holm.corrected(new double[] {0.9, Double.NaN, 0.8}))
        .containsExactly(new double[] {1, Double.NaN, 1}, within(1e-12));
  }
}
