package org.steermesh.eval.domain;

import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/**
 * The site and strength an evaluation recommends.
 *
 * <p>Among the pairs (site, s > 0) measured at both +s and -s, with a perplexity ratio within the
 * declared limit at both, it is the one with the largest score(+s) - score(-s); ties go to the
 * deeper block, then to the smaller strength. Where no texts were declared the limit cannot be
 * applied and is not.
 *
 * @param site where the vector acts
 * @param strength s, positive
 * @param effect score(+s) - score(-s), paired by item
 */
public record BestCell(Site site, double strength, MeanEstimate effect) {}
