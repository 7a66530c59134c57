package org.steermesh.vector.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;

/** Settles what a wish for sparse vectors leaves open. */
final class SparsePlanning {

  private final ActivationReader activations;

  SparsePlanning(ActivationReader activations) {
    this.activations = activations;
  }

  /**
   * Finds the autoencoder and refuses one of another width.
   *
   * @throws SteermeshException SAE_NOT_FOUND, SAE_INVALID, SAE_OF_OTHER_MODEL
   */
  SparsePlan plan(SparseParameters parameters, ModelFacts model) {
    SaeFacts sae = activations.describe(parameters.sae());
    if (sae.width() != model.width()) {
      throw new SteermeshException(
              ErrorReason.SAE_OF_OTHER_MODEL,
              "%s encodes activations of width %d; those of %s have width %d"
                  .formatted(sae.name(), sae.width(), model.name(), model.width()))
          .with("sae", sae.name())
          .with("model", model.name());
    }
    return new SparsePlan(sae, parameters.taus(), parameters.sides(), parameters.nonlinearity());
  }

  /**
   * The only site of a sparse vector: the autoencoder's own.
   *
   * @param wanted by the caller; may be empty where the autoencoder's file says where it belongs
   * @throws SteermeshException SITE_REQUIRED, SAE_OF_OTHER_SITE
   */
  static Site site(SaeFacts sae, List<Site> wanted) {
    @Nullable Site own = sae.site();
    if (wanted.isEmpty() && own != null) {
      return own;
    }
    if (wanted.size() != 1) {
      throw new SteermeshException(
              ErrorReason.SITE_REQUIRED,
              "sites: %d are named, but the activations of one are encoded by %s, whose file %s"
                  .formatted(
                      wanted.size(), sae.name(), own == null ? "names none" : "names " + own))
          .with("sae", sae.name());
    }
    Site site = wanted.getFirst();
    if (own != null && !own.equals(site)) {
      throw new SteermeshException(
              ErrorReason.SAE_OF_OTHER_SITE,
              "%s was trained at %s; it does not encode the activations at %s"
                  .formatted(sae.name(), own, site))
          .with("sae", sae.name())
          .with("site", own.toString());
    }
    return site;
  }
}
