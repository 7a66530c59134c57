package org.steermesh.vector.domain;

import java.util.List;
import org.steermesh.contract.type.Nonlinearity;

/**
 * The part of a build that only sparse vectors have.
 *
 * @param sae which autoencoder
 * @param taus thresholds, one version each, at least one
 * @param sides which part is kept
 * @param nonlinearity what an intervention applies that does not say
 */
public record SparsePlan(
    SaeFacts sae, List<Double> taus, SparseSides sides, Nonlinearity nonlinearity) {

  /** The same, when its autoencoder is known better. */
  SparsePlan with(SaeFacts known) {
    return new SparsePlan(known, taus, sides, nonlinearity);
  }

  /** What a version of one tau tells of how it was made. */
  SparseRecipe recipe(double tau) {
    return new SparseRecipe(
        sae.name(), sae.digest(), sae.kind(), sae.features(), sae.k(), tau, sides, nonlinearity);
  }
}
