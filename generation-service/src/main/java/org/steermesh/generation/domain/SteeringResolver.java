package org.steermesh.generation.domain;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Site;
import org.steermesh.generation.domain.Steering.Origin;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;

/** Turns wanted interventions into ones the engine applies, or refuses them with the reason. */
public final class SteeringResolver {

  private final VectorSource vectors;

  /** Resolves names through a source. */
  public SteeringResolver(VectorSource vectors) {
    this.vectors = vectors;
  }

  /**
   * Finds every vector and checks that it belongs to the model and holds the sites asked for.
   *
   * @throws SteermeshException VECTOR_OF_OTHER_MODEL, VECTOR_SITE_MISSING, or what the source says
   */
  public Steering resolve(List<WantedIntervention> wanted, ModelDescription model) {
    List<Intervention> interventions = new ArrayList<>();
    List<Origin> origins = new ArrayList<>();
    for (int index = 0; index < wanted.size(); index++) {
      WantedIntervention one = wanted.get(index);
      Held held = hold(one.vector(), model);
      for (Site site : one.sites().isEmpty() ? held.values.keySet() : one.sites()) {
        interventions.add(
            new Intervention(
                site,
                one.positions(),
                one.operation().apply(held.at(site)),
                one.strength()));
        origins.add(new Origin(index, held.version));
      }
    }
    return new Steering(interventions, origins);
  }

  private Held hold(VectorChoice choice, ModelDescription model) {
    return switch (choice) {
      case VectorChoice.Inline inline ->
          new Held("", new TreeMap<>(Map.of(inline.site(), inline.values())));
      case VectorChoice.Named named -> {
        VectorVersion version = vectors.find(named.name());
        requireSameModel(version, model);
        yield new Held(version.name(), version.values());
      }
    };
  }

  private static void requireSameModel(VectorVersion version, ModelDescription model) {
    if (!version.weightsDigest().equals(model.weightsDigest())
        || !version.tokenizerDigest().equals(model.tokenizerDigest())) {
      throw new SteermeshException(
          ErrorReason.VECTOR_OF_OTHER_MODEL,
          "%s was read from %s (weights %.12s, tokenizer %.12s); this is models/%s (weights %.12s, tokenizer %.12s)"
              .formatted(
                  version.name(),
                  version.model(),
                  version.weightsDigest(),
                  version.tokenizerDigest(),
                  model.name(),
                  model.weightsDigest(),
                  model.tokenizerDigest()),
          Map.of(
              "version", version.name(),
              "vector_model", version.model(),
              "model", "models/" + model.name()));
    }
  }

  /** The floats of one vector, per site. */
  private record Held(String version, SortedMap<Site, float[]> values) {

    float[] at(Site site) {
      float[] found = values.get(site);
      if (found == null) {
        throw new SteermeshException(
            ErrorReason.VECTOR_SITE_MISSING,
            "%s holds no vector for %s; it holds %s"
                .formatted(
                    version.isEmpty() ? "the inline vector" : version,
                    site,
                    values.keySet().stream().map(Site::toString).collect(joining(", "))),
            Map.of("version", version, "site", site.toString()));
      }
      return found;
    }
  }
}
