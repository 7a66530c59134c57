package org.steermesh.eval.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.eval.domain.Experiments.cell;
import static org.steermesh.eval.domain.Experiments.steered;

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
            cell(steered(SHALLOW, -1), 10, 0.4, 0.4),
            cell(steered(SHALLOW, 1), 10, 0.6, 0.6),
            cell(steered(DEEP, -1), 10, 0.2, 0.2),
            cell(steered(DEEP, 1), 10, 0.9, 0.9));

    assertThat(best.site()).isEqualTo(DEEP);
    assertThat(best.strength()).isEqualTo(1);
    assertThat(best.effect().mean()).isCloseTo(0.7, within(1e-12));
  }

  @Test
  void aCellPastThePerplexityLimitIsNotRecommended() {
    BestCell best =
        best(
            cell(steered(SHALLOW, -1), 10, 0.4, 0.4),
            cell(steered(SHALLOW, 1), 15, 0.6, 0.6),
            cell(steered(DEEP, -1), 15.1, 0.2, 0.2),
            cell(steered(DEEP, 1), 10, 0.9, 0.9));

    assertThat(best.site()).isEqualTo(SHALLOW);
  }

  @Test
  void aTieGoesToTheDeeperBlockThenToTheSmallerStrength() {
    BestCell best =
        best(
            cell(steered(SHALLOW, -1), 10, 0.25, 0.25),
            cell(steered(SHALLOW, 1), 10, 0.75, 0.75),
            cell(steered(DEEP, -2), 10, 0.25, 0.25),
            cell(steered(DEEP, -1), 10, 0.25, 0.25),
            cell(steered(DEEP, 1), 10, 0.75, 0.75),
            cell(steered(DEEP, 2), 10, 0.75, 0.75));

    assertThat(best.site()).isEqualTo(DEEP);
    assertThat(best.strength()).isEqualTo(1);
  }

  @Test
  void withoutAnOppositeStrengthNothingIsRecommended() {
    Results results = new Results(List.of(unsteered, cell(steered(DEEP, 1), 10, 0.9, 0.9)));

    assertThat(results.best(1.5, BOOTSTRAP)).isEmpty();
  }

  @Test
  void aCurveHoldsTheBaselineAndRisesInStrength() {
    Results results =
        new Results(
            List.of(
                unsteered,
                cell(steered(SHALLOW, 1), 10, 0.6),
                cell(steered(DEEP, -1), 10, 0.3),
                cell(steered(DEEP, 2), 10, 0.7)));

    assertThat(results.arms().stream().map(Arm::site)).containsExactly(SHALLOW, DEEP);
    Arm deep = results.arms().getLast();
    assertThat(results.curve(deep).stream().map(each -> each.cell().strength(deep)))
        .containsExactly(-1.0, 0.0, 2.0);
  }

  @Test
  void theRatioComparesWithTheBaseline() {
    CellResult steered = cell(steered(DEEP, 1), 12, 0.6);
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

  @Test
  void armsAreMatchedAtTheEffectThatAllReach() {
    Results results =
        new Results(
            List.of(
                unsteered,
                cell(steered(SHALLOW, 1), 11, 0.6, 0.6),
                cell(steered(SHALLOW, 2), 14, 0.7, 0.7),
                cell(steered(DEEP, 1), 10.5, 0.9, 0.9)));

    Comparisons.Matched matched = Comparisons.matched(results).orElseThrow();

    assertThat(matched.effect()).isCloseTo(0.2, within(1e-12));
    MatchedPoint shallow = requireNonNull(matched.byLabel().get(SHALLOW.toString()));
    assertThat(shallow.strength()).isCloseTo(2, within(1e-12));
    assertThat(shallow.perplexityRatio()).isCloseTo(1.4, within(1e-12));
    MatchedPoint deep = requireNonNull(matched.byLabel().get(DEEP.toString()));
    assertThat(deep.strength()).isCloseTo(0.5, within(1e-12));
    assertThat(deep.perplexityRatio()).isCloseTo(1.025, within(1e-12));
  }

  @Test
  void armsThatDoNotAllRaiseTheScoreAreNotMatched() {
    Results results =
        new Results(
            List.of(
                unsteered,
                cell(steered(SHALLOW, 1), 11, 0.4, 0.4),
                cell(steered(DEEP, 1), 10, 0.9, 0.9)));

    assertThat(Comparisons.matched(results)).isEmpty();
  }

  @Test
  void anInfluenceIsTheLargestSpanAlongOneStrength() {
    Evaluation like = Experiments.composed("one", "other");
    Steering.Composition composition = (Steering.Composition) like.declaration().steering();
    List<CellResult> cells = new ArrayList<>();
    for (Cell cell : composition.cells()) {
      double own = cell.strength(composition.first());
      double other = cell.strength(composition.second());
      cells.add(cell(cell, 10, 0.5 + 0.2 * own + 0.01 * other * own));
    }

    Influence first = Comparisons.first(composition, new Results(cells));

    assertThat(first.own()).isCloseTo(0.44, within(1e-12));
    assertThat(first.other()).isCloseTo(0.04, within(1e-12));
  }
}
