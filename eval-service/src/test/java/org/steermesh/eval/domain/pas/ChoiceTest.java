package org.steermesh.eval.domain.pas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.PasStudy.Selection;

class ChoiceTest {

  /** Deepest block first, strengths as listed. */
  private static final List<Choice.Tried> TRIED =
      List.of(tried(3, 4, 70), tried(3, 1, 80), tried(2, 4, 80), tried(2, 0.5, 76));

  @Test
  void ofEqualsTheDeepestBlockWithTheFirstListedStrengthIsChosen() {
    assertThat(Choice.of(TRIED, Selection.PAPER_TIE)).contains(tried(3, 1, 80));
    assertThat(Choice.of(List.of(tried(2, 4, 8), tried(2, 1, 8)), Selection.PAPER_TIE))
        .contains(tried(2, 4, 8));
  }

  @Test
  void withinOneStandardErrorTheGentlestIsChosen() {
    // One standard error of 0.8 over 100 items is 0.04: 0.76 is within it.
    assertThat(Choice.of(TRIED, Selection.ONE_STANDARD_ERROR)).contains(tried(2, 0.5, 76));
  }

  @Test
  void whereNothingWasScoredNothingIsChosen() {
    Choice.Tried nothing = new Choice.Tried(new Site(1, Target.RESIDUAL), 1, 0, 0);

    assertThat(Choice.of(List.of(nothing), Selection.PAPER_TIE)).isEmpty();
  }

  private static Choice.Tried tried(int block, double strength, int right) {
    return new Choice.Tried(new Site(block, Target.RESIDUAL), strength, right, 100);
  }
}
