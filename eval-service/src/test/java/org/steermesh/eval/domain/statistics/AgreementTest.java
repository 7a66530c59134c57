package org.steermesh.eval.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AgreementTest {

  private static final double NONE = Double.NaN;

  /** Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: 0.849. */
  @Test
  void alphaIsThatOfThePublishedExample() {
    double[][] observers = {
      {1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE},
      {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3},
      {NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE},
      {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE}
    };
    List<double[]> units =
        IntStream.range(0, 12)
            .mapToObj(unit -> Arrays.stream(observers).mapToDouble(each -> each[unit]).toArray())
            .toList();

    Agreement agreement = Agreement.of(units);

    assertThat(agreement.alpha()).isCloseTo(0.849, within(5e-4));
    assertThat(agreement.count()).isEqualTo(11);
    assertThat(agreement.spearman()).isNaN();
  }

  @Test
  void ranksOfTwoAreCompared() {
    List<double[]> rising =
        List.of(new double[] {1, 10}, new double[] {2, 100}, new double[] {3, 1000});
    List<double[]> unpaired = List.of(new double[] {1, NONE}, new double[] {NONE, 2});
    List<double[]> still = List.of(new double[] {1, 1}, new double[] {1, 1});

    assertThat(Agreement.of(rising).spearman()).isEqualTo(1);
    assertThat(Agreement.of(rising).alpha()).isLessThan(0);
    assertThat(Agreement.of(unpaired).count()).isZero();
    assertThat(Agreement.of(unpaired).alpha()).isNaN();
    assertThat(Agreement.of(still).alpha()).isNaN();
  }
}
