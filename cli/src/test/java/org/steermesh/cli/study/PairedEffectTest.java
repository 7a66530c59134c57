package org.steermesh.cli.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PairedEffectTest {

  private static final double EXACT = 1e-9;

  @Test
  void intervalOfThreeDifferencesIsThatOfStudent() {
    // Standard error 0.1 / sqrt(3); t of 2 degrees of freedom at 0.975 is 4.302652729911275.
    PairedEffect effect = PairedEffect.of(0.2, 0.3, 0.4);
    double half = 4.302652729911275 * 0.1 / Math.sqrt(3);
    assertThat(effect.count()).isEqualTo(3);
    assertThat(effect.mean()).isCloseTo(0.3, within(EXACT));
    assertThat(effect.low()).isCloseTo(0.3 - half, within(EXACT));
    assertThat(effect.high()).isCloseTo(0.3 + half, within(EXACT));
  }

  /** The numbers that eval-service's PairedTTest has of the same differences. */
  @Test
  void anIntervalIsThatOfAnEvaluation() {
    PairedEffect effect = PairedEffect.of(0.1, 0.2, 0.15, 0.05, -0.02);
    assertThat(effect.mean()).isCloseTo(0.096, within(1e-12));
    assertThat(effect.low()).isCloseTo(-0.0103056, within(2e-6));
    assertThat(effect.high()).isCloseTo(0.2023056, within(2e-6));
  }

  @Test
  void equalDifferencesHaveAnIntervalWithoutWidth() {
    PairedEffect effect = PairedEffect.of(0.25, 0.25);
    assertThat(effect.low()).isEqualTo(0.25);
    assertThat(effect.high()).isEqualTo(0.25);
  }

  @Test
  void oneDifferenceHasNoIntervalAndNoneHasNoMean() {
    assertThat(PairedEffect.of(0.5).mean()).isEqualTo(0.5);
    assertThat(PairedEffect.of(0.5).low()).isNaN();
    assertThat(PairedEffect.of().mean()).isNaN();
    assertThat(PairedEffect.of().count()).isZero();
  }
}
