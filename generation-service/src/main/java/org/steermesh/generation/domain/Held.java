package org.steermesh.generation.domain;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Site;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;

/**
 * One vector in hand: its floats per site, or its features, and where it acts when nobody says.
 *
 * @param version its version with its digest in full; empty for an inline vector
 * @param values floats per site; none if it is sparse
 * @param doses relative dose at strength 1, per site, where that is known
 * @param sparse its features; empty if it is dense
 * @param defaultSite where it acts when nobody says
 */
record Held(
    String version,
    SortedMap<Site, float[]> values,
    Map<Site, Double> doses,
    Optional<SparsePack> sparse,
    Optional<Site> defaultSite) {

  static Held of(VectorChoice.Inline inline) {
    return new Held(
        "",
        new TreeMap<>(Map.of(inline.site(), inline.values())),
        Map.of(),
        Optional.empty(),
        Optional.of(inline.site()));
  }

  static Held of(VectorVersion version) {
    return new Held(
        version.name(), version.values(), version.doses(), version.sparse(), version.defaultSite());
  }

  /** For people. */
  String inWords() {
    return version.isEmpty() ? "the inline vector" : version;
  }

  /** Never all of them: a vector is meant for one, and a sum over blocks overdoses. */
  Site byDefault(int index) {
    return defaultSite.orElseThrow(() -> {
      String message =
          "interventions[%d] names no site, and %s has no default one; name one of: %s"
              .formatted(index, version, sitesInWords());
      return new SteermeshException(ErrorReason.SITE_REQUIRED, message)
          .with("intervention_index", Integer.toString(index))
          .with("version", version)
          .with("sites", sitesInWords());
    });
  }

  private Set<Site> sites() {
    return sparse.isPresent() ? Set.of(sparse.get().site()) : values.keySet();
  }

  private String sitesInWords() {
    return sites().stream().map(Site::toString).collect(joining(", "));
  }

  /** The relative dose to expect of an intervention; 0 where that is not known. */
  double plannedDose(Intervention intervention) {
    double scale = Math.abs(intervention.strength()) * intervention.schedule().largest();
    return switch (intervention.operation()) {
      case Operation.Add _, Operation.AddEach _, Operation.SparseAdd _, Operation.SparseTopK _ ->
          scale * doses.getOrDefault(intervention.site(), 0.0);
      case Operation.ProjectOut _, Operation.Clamp _, Operation.SparseClamp _ -> 0;
    };
  }

  void requireHolds(Site site) {
    if (!sites().contains(site)) {
      String message =
          "%s holds no vector for %s; it holds %s".formatted(inWords(), site, sitesInWords());
      throw new SteermeshException(ErrorReason.VECTOR_SITE_MISSING, message)
          .with("version", version)
          .with("site", site.toString());
    }
  }
}
