package org.steermesh.eval.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.eval.domain.Experiments.cell;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.statistics.Bootstrap;

final class ResultsTest {

  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 3, 0.95);
  private static final Site SHALLOW = new Site(2, Target.RESIDUAL);
  private static final Site DEEP = new Site(5, Target.RESIDUAL);

  private final CellResult unsteered = cell(new Cell.Unsteered(), 10, 0.5, 0.5);

  @Test
  void theLargestEffectWins() {
    BestCell best =
        best(
            cell(new Cell.Steered(SHALLOW, -1), 10, 0.4, 0.4),
            cell(new Cell.Steered(SHALLOW, 1), 10, 0.6, 0.6),
            cell(new Cell.Steered(DEEP, -1), 10, 0.2, 0.2),
            cell(new Cell.Steered(DEEP, 1), 10, 0.9, 0.9));

    assertThat(best.site()).isEqualTo(DEEP);
    assertThat(best.strength()).isEqualTo(1);
    assertThat(best.effect().mean()).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void aCellPastThePerplexityLimitIsNotRecommended() {
    BestCell best =
        best(
            cell(new Cell.Steered(SHALLOW, -1), 10, 0.4, 0.4),
            cell(new Cell.Steered(SHALLOW, 1), 15, 0.6, 0.6),
            cell(new Cell.Steered(DEEP, -1), 15.1, 0.2, 0.2),
            cell(new Cell.Steered(DEEP, 1), 10, 0.9, 0.9));

    assertThat(best.site()).isEqualTo(SHALLOW);
  }

  @Test
  void aTieGoesToTheDeeperBlockThenToTheSmallerStrength() {
    BestCell best =
        best(
            cell(new Cell.Steered(SHALLOW, -1), 10, 0.25, 0.25),
            cell(new Cell.Steered(SHALLOW, 1), 10, 0.75, 0.75),
            cell(new Cell.Steered(DEEP, -2), 10, 0.25, 0.25),
            cell(new Cell.Steered(DEEP, -1), 10, 0.25, 0.25),
            cell(new Cell.Steered(DEEP, 1), 10, 0.75, 0.75),
            cell(new Cell.Steered(DEEP, 2), 10, 0.75, 0.75));

    assertThat(best.site()).isEqualTo(DEEP);
    assertThat(best.strength()).isEqualTo(1);
  }

  @Test
  void withoutAnOppositeStrengthNothingIsRecommended() {
    Results results =
        new Results(List.of(unsteered, cell(new Cell.Steered(DEEP, 1), 10, 0.9, 0.9)));

    assertThat(results.best(1.5, BOOTSTRAP)).isEmpty();
  }

  @Test
  void aCurveHoldsTheBaselineAndRisesInStrength() {
    Results results =
        new Results(
            List.of(
                unsteered,
                cell(new Cell.Steered(SHALLOW, 1), 10, 0.6),
                cell(new Cell.Steered(DEEP, -1), 10, 0.3),
                cell(new Cell.Steered(DEEP, 2), 10, 0.7)));

    assertThat(results.sites()).containsExactly(SHALLOW, DEEP);
    assertThat(results.curve(DEEP).stream().map(each -> each.cell().strength()))
        .containsExactly(-1.0, 0.0, 2.0);
  }

  @Test
  void theRatioComparesWithTheBaseline() {
    CellResult steered = cell(new Cell.Steered(DEEP, 1), 12, 0.6);
    Results results = new Results(List.of(unsteered, steered));

    assertThat(results.perplexityRatio(steered).orElseThrow()).isCloseTo(1.2, within(1e-12));
    assertThat(results.perplexityRatio(unsteered).orElseThrow()).isEqualTo(1);
    assertThat(new Results(List.of(steered)).perplexityRatio(steered)).isEmpty();
  }

  private BestCell best(CellResult... steered) {
    List<CellResult> cells = new ArrayList<>(List.of(steered));
    cells.addFirst(unsteered);
    return new Results(cells).best(1.5, BOOTSTRAP).orElseThrow();
  }
}
