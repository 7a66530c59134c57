package org.steermesh.cli.demo;

import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.Recommendation;

/**
 * The block and the strength that eval-service recommends after a sweep on validation data.
 *
 * @param best its recommendation
 * @param budget the largest perplexity ratio that the recommendation was allowed
 * @param cells what it was chosen from, the unsteered cell first
 */
record Choice(Recommendation best, double budget, List<Cell> cells) {

  /** The rule, in the words that the demo prints. */
  static final String RULE =
      "largest score(+s) - score(-s) on validation items, among the blocks and strengths whose"
          + " perplexity on neutral text stays within the budget at +s and -s; ties go to the"
          + " deeper block, then to the smaller strength";

  int block() {
    return best.getSite().getBlock();
  }

  float strength() {
    return best.getStrength();
  }

  /** The larger of the perplexity ratios at a strength and its negative. */
  static double dearest(List<Cell> cells, float strength) {
    return Math.max(
        at(cells, strength).getPerplexityRatio(), at(cells, -strength).getPerplexityRatio());
  }

  /** The cell of one strength, among cells that share their site. */
  static Cell at(List<Cell> cells, float strength) {
    return cells.stream()
        .filter(cell -> cell.getStrength() == strength)
        .findFirst()
        .orElseThrow(
            () -> new SteerException(ExitCode.FAILED, "the sweep has no strength " + strength));
  }
}
