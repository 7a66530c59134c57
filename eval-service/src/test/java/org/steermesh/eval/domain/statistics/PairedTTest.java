package org.steermesh.eval.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class PairedTTest {

  /** By hand, with t of four degrees of freedom from a table: 2.7764451 leaves 2.5 % above it. */
  @Test
  void theMeanItsIntervalAndItsPAreStudents() {
    PairedT t = PairedT.of(new double[] {0.1, 0.2, 0.15, 0.05, -0.02}, 0.95);

    assertThat(t.count()).isEqualTo(5);
    assertThat(t.mean()).isCloseTo(0.096, within(1e-12));
    // s = 0.0856154, s / sqrt(5) = 0.0382884, t(4, 0.975) = 2.7764451, t = 2.5072894
    assertThat(t.interval().low()).isCloseTo(-0.0103056, within(2e-6));
    assertThat(t.interval().high()).isCloseTo(0.2023056, within(2e-6));
    assertThat(t.greater()).isBetween(0.0330, 0.0333);
  }

  @Test
  void oneDifferenceHasNoInterval() {
    PairedT t = PairedT.of(new double[] {0.3}, 0.95);

    assertThat(t.interval().isKnown()).isFalse();
    assertThat(t.greater()).isNaN();
  }

  @Test
  void equalDifferencesAreCertain() {
    assertThat(PairedT.of(new double[] {0.1, 0.1}, 0.95).greater()).isZero();
    assertThat(PairedT.of(new double[] {0, 0}, 0.95).greater()).isEqualTo(1);
  }

  @Test
  void noDifferenceAndOneThatIsNotFiniteAreRefused() {
    assertThatThrownBy(() -> PairedT.of(new double[0], 0.95)).hasMessageContaining("there are 0");
    assertThatThrownBy(() -> PairedT.of(new double[] {Double.NaN}, 0.95))
        .hasMessageContaining("NaN");
  }

  /** 200 runs of 15 seeds with 200 items each, in which the labels say nothing. */
  @Test
  void aNullTaskGivesUniformPValues() {
    SplittableRandom random = new SplittableRandom(20260101);
    double[] p = new double[200];
    for (int run = 0; run < p.length; run++) {
      double[] effects = new double[15];
      for (int seed = 0; seed < effects.length; seed++) {
        double steered = shuffledAccuracy(random);
        effects[seed] = steered - shuffledAccuracy(random);
      }
      p[run] = PairedT.of(effects, 0.95).greater();
    }

    double fit =
        new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new UniformRealDistribution(0, 1), p);

    assertThat(fit).isGreaterThan(0.05);
    assertThat(Arrays.stream(p).filter(each -> each < 0.05).count()).isBetween(3L, 20L);
  }

  private static double shuffledAccuracy(SplittableRandom random) {
    int right = 0;
    for (int item = 0; item < 200; item++) {
      right += random.nextInt(3) == 0 ? 1 : 0;
    }
    return right / 200.0;
  }
}
