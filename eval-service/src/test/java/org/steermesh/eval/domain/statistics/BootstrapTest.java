package org.steermesh.eval.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class BootstrapTest {

  private final Bootstrap bootstrap = new Bootstrap(4000, 7, 0.95);

  @Test
  void meanAndStandardErrorAreTheTextbookOnes() {
    MeanEstimate estimate = bootstrap.mean(new double[] {2, 4, 4, 4, 5, 5, 7, 9});

    assertThat(estimate.count()).isEqualTo(8);
    assertThat(estimate.mean()).isEqualTo(5);
    assertThat(estimate.standardError()).isCloseTo(Math.sqrt(32.0 / 7 / 8), within(1e-12));
  }

  @Test
  void twoOppositeAnswersAllowTheWholeRange() {
    Interval interval = bootstrap.mean(new double[] {0, 1}).interval();

    assertThat(interval).isEqualTo(new Interval(0, 1));
  }

  @Test
  void equalValuesGiveAPoint() {
    MeanEstimate estimate = bootstrap.mean(new double[] {0.25, 0.25, 0.25});

    assertThat(estimate.standardError()).isZero();
    assertThat(estimate.interval()).isEqualTo(new Interval(0.25, 0.25));
  }

  @Test
  void oneValueHasNoInterval() {
    MeanEstimate estimate = bootstrap.mean(new double[] {0.75});

    assertThat(estimate.mean()).isEqualTo(0.75);
    assertThat(estimate.standardError()).isNaN();
    assertThat(estimate.interval().isKnown()).isFalse();
  }

  @Test
  void symmetricValuesGiveTheNormalInterval() {
    double[] values = new double[401];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 200) / 200.0;
    }

    MeanEstimate estimate = new Bootstrap(20_000, 7, 0.95).mean(values);

    double halfWidth = 1.959964 * estimate.standardError();
    assertThat(estimate.interval().low()).isCloseTo(-halfWidth, within(0.05 * halfWidth));
    assertThat(estimate.interval().high()).isCloseTo(halfWidth, within(0.05 * halfWidth));
  }

  @Test
  void skewedValuesMoveTheIntervalTowardsTheLongTail() {
    double[] values = sample(new SplittableRandom(3), 30, r -> -Math.log(1 - r.nextDouble()));

    MeanEstimate estimate = bootstrap.mean(values);

    double above = estimate.interval().high() - estimate.mean();
    double below = estimate.mean() - estimate.interval().low();
    assertThat(above).isGreaterThan(1.2 * below);
  }

  @Test
  void aboutNineteenOfTwentyIntervalsHoldTheTruth() {
    SplittableRandom random = new SplittableRandom(11);
    Bootstrap quick = new Bootstrap(500, 5, 0.95);
    int held = 0;
    for (int trial = 0; trial < 600; trial++) {
      Interval interval = quick.mean(sample(random, 40, SplittableRandom::nextDouble)).interval();
      held += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }

    assertThat(held / 600.0).isBetween(0.92, 0.975);
  }

  @Test
  void aSeedRepeatsTheIntervalAndAnotherSeedDoesNot() {
    double[] values = sample(new SplittableRandom(1), 25, SplittableRandom::nextDouble);

    assertThat(new Bootstrap(1000, 9, 0.95).mean(values))
        .isEqualTo(new Bootstrap(1000, 9, 0.95).mean(values));
    assertThat(new Bootstrap(1000, 9, 0.95).mean(values).interval())
        .isNotEqualTo(new Bootstrap(1000, 10, 0.95).mean(values).interval());
  }

  @Test
  void whatIsNotANumberIsNamed() {
    assertThatThrownBy(() -> bootstrap.mean(new double[] {0.5, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value 1 is NaN, not finite");
    assertThatThrownBy(() -> bootstrap.mean(new double[0]))
        .hasMessage("a mean needs at least 1 value, there are 0");
    assertThatThrownBy(() -> new Bootstrap(10, 1, 0.95))
        .hasMessage("resamples is 10, allowed 100 to 100000");
    assertThatThrownBy(() -> new Bootstrap(100, 1, 0.5))
        .hasMessage("confidence is 0.5, allowed above 0.5 and below 1");
  }

  @Test
  void moreConfidenceNeedsAWiderInterval() {
    double[] values = sample(new SplittableRandom(1), 25, SplittableRandom::nextDouble);

    Interval ninety = new Bootstrap(2000, 9, 0.90).mean(values).interval();
    Interval ninetyNine = new Bootstrap(2000, 9, 0.99).mean(values).interval();

    assertThat(ninetyNine.low()).isLessThan(ninety.low());
    assertThat(ninetyNine.high()).isGreaterThan(ninety.high());
  }

  private static double[] sample(
      SplittableRandom random, int size, ToDoubleFunction<SplittableRandom> draw) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = draw.applyAsDouble(random);
    }
    return values;
  }
}
