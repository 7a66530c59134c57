package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;

/**
 * Makes versions of what was built: names them by their digest and notes where they come from.
 *
 * @param codeVersion version of the code that makes them
 * @param clock in ms
 */
record VersionMaker(String codeVersion, Clock clock) {

  /**
   * Where a version acts when nobody says: where it was wished, or its only place.
   *
   * @throws SteermeshException VECTOR_SITE_MISSING for a wish that it does not hold
   */
  static @Nullable Site defaultSite(List<Site> held, @Nullable Site wished) {
    if (wished == null) {
      return held.size() == 1 ? held.getFirst() : null;
    }
    if (!held.contains(wished)) {
      throw new SteermeshException(
              ErrorReason.VECTOR_SITE_MISSING,
              "there is no vector for %s, which should be the default; there is one for %s"
                  .formatted(
                      wished, held.stream().map(Site::toString).collect(Collectors.joining(", "))))
          .with("site", wished.toString());
    }
    return wished;
  }

  Version of(BuildPlan plan, List<VersionSite> sites, @Nullable SparseRecipe sparse) {
    return of(plan, sites, new Recipe(plan.method(), sparse, null));
  }

  Version of(BuildPlan plan, List<VersionSite> sites, BuildMethod method, PasRecipe pas) {
    return of(plan, sites, new Recipe(method, null, pas));
  }

  /** How it was made. */
  private record Recipe(
      BuildMethod method, @Nullable SparseRecipe sparse, @Nullable PasRecipe pas) {}

  private Version of(BuildPlan plan, List<VersionSite> sites, Recipe recipe) {
    Dataset dataset = plan.dataset();
    Provenance provenance =
        new Provenance(
                plan.model().name(),
                plan.model().fingerprint(),
                recipe.method(),
                plan.readPositions(),
                plan.layout(),
                new Provenance.DataUsed(
                    new DatasetName(dataset.id()).toString(),
                    dataset.digest(),
                    dataset.behaviour(),
                    plan.firstItem(),
                    plan.itemCount()),
                codeVersion,
                recipe.sparse(),
                recipe.pas())
            .storedAs(plan.storedDtype());
    int width = plan.model().width();
    Site defaultSite = sites.size() == 1 ? sites.getFirst().site() : plan.defaultSite();
    return new Version(
        plan.vectorId(),
        VersionDigest.of(width, sites, defaultSite, provenance),
        clock.instant(),
        width,
        List.copyOf(sites),
        defaultSite,
        provenance,
        plan.labels());
  }
}
