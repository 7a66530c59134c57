package org.steermesh.eval.domain.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AxisTest {

  @Test
  void aRoundAxisWidensToItsTicks() {
    Axis axis = Axis.round(0.31, 0.78);

    assertThat(axis.low()).isCloseTo(0.3, within(1e-12));
    assertThat(axis.high()).isCloseTo(0.8, within(1e-12));
    assertThat(axis.ticks()).hasSize(6);
    assertThat(axis.ticks().stream().map(axis::label))
        .containsExactly("0.3", "0.4", "0.5", "0.6", "0.7", "0.8");
  }

  @Test
  void anAxisOfOneValueStillHasALength() {
    Axis axis = Axis.round(1, 1);

    assertThat(axis.low()).isLessThanOrEqualTo(1);
    assertThat(axis.high()).isGreaterThan(axis.low());
  }

  @Test
  void fewValuesGetATickEach() {
    assertThat(Axis.through(List.of(-2.0, -1.0, 0.0, 1.0, 2.0), 0.1).ticks())
        .containsExactly(-2.0, -1.0, 0.0, 1.0, 2.0);
  }

  @Test
  void manyValuesGetRoundTicksInsideTheirRange() {
    List<Double> values = IntStream.rangeClosed(-12, 12).mapToObj(i -> i / 2.0).toList();

    assertThat(Axis.through(values, 0.1).ticks())
        .hasSizeLessThan(9)
        .contains(0.0)
        .allMatch(tick -> tick >= -6 && tick <= 6);
  }

  @Test
  void aLogarithmicAxisHalvesAtTheGeometricMean() {
    Axis axis = Axis.logarithmic(1, 100);

    assertThat(axis.share(10)).isCloseTo(0.5, within(1e-12));
    assertThat(axis.ticks()).contains(1.0, 100.0).isSorted();
  }

  @Test
  void negativeTicksHaveARealMinusSign() {
    assertThat(Axis.round(-1, 1).label(-0.5)).isEqualTo("−0.5");
  }

  @Test
  void theTicksOfALinearAxisAllHaveTheSameDecimals() {
    Axis scores = Axis.round(0.5, 0.62);
    assertThat(scores.ticks().stream().map(scores::label))
        .containsExactly("0.50", "0.55", "0.60", "0.65");
    assertThat(Axis.round(-1, 1).label(1)).isEqualTo("1.0");
    assertThat(Axis.round(-2, 2).label(1)).isEqualTo("1");
  }
}
