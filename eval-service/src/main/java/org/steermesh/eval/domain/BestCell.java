package org.steermesh.eval.domain;

import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/**
 * The arm and strength an evaluation recommends.
 *
 * <p>Among the pairs (arm, s > 0) measured at both +s and -s, with a perplexity ratio within the
 * declared limit at both, it is the one with the largest score(+s) - score(-s); ties go to the
 * deeper block, then to the smaller strength. Where no texts were declared the limit cannot be
 * applied and is not.
 *
 * @param arm which vector, and where it acts
 * @param strength s, positive
 * @param effect score(+s) - score(-s), paired by item
 */
public record BestCell(Arm arm, double strength, MeanEstimate effect) {

  /** Where the vector acts. */
  public Site site() {
    return arm.site();
  }
}
