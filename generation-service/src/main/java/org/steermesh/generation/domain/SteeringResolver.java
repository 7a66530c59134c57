package org.steermesh.generation.domain;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Site;
import org.steermesh.generation.domain.Steering.Origin;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;

/**
 * Turns the wanted interventions of one call into ones the engine applies, or refuses them. A name
 * is looked up once in a call, so it means the same version everywhere in it.
 */
public final class SteeringResolver {

  private final VectorSource vectors;
  private final ModelDescription model;
  private final Map<String, VectorVersion> found = new HashMap<>();

  /** Resolves for one call on a model. */
  public SteeringResolver(VectorSource vectors, ModelDescription model) {
    this.vectors = vectors;
    this.model = model;
  }

  /**
   * Finds every vector and checks that it belongs to the model and holds the sites asked for.
   *
   * @throws SteermeshException VECTOR_OF_OTHER_MODEL, VECTOR_SITE_MISSING, SITE_REQUIRED, or what
   *     the source says
   */
  public Steering resolve(List<WantedIntervention> wanted) {
    List<Intervention> interventions = new ArrayList<>();
    List<Origin> origins = new ArrayList<>();
    for (int index = 0; index < wanted.size(); index++) {
      WantedIntervention one = wanted.get(index);
      Held held = hold(one.vector());
      for (Site site : one.sites().isEmpty() ? List.of(held.byDefault(index)) : one.sites()) {
        interventions.add(
            new Intervention(
                site, one.positions(), one.operation().apply(held.at(site)), one.strength()));
        origins.add(new Origin(index, held.version));
      }
    }
    return new Steering(interventions, origins);
  }

  private Held hold(VectorChoice choice) {
    return switch (choice) {
      case VectorChoice.Inline inline ->
          new Held(
              "",
              new TreeMap<>(Map.of(inline.site(), inline.values())),
              Optional.of(inline.site()));
      case VectorChoice.Named named -> {
        VectorVersion version = found.computeIfAbsent(named.name(), vectors::find);
        requireSameModel(version);
        yield new Held(version.name(), version.values(), version.defaultSite());
      }
    };
  }

  private void requireSameModel(VectorVersion version) {
    if (!version.weightsDigest().equals(model.weightsDigest())
        || !version.tokenizerDigest().equals(model.tokenizerDigest())) {
      String message =
          "%s was read from %s (weights %.12s, tokenizer %.12s); this is models/%s (weights %.12s, tokenizer %.12s)"
              .formatted(
                  version.name(),
                  version.model(),
                  version.weightsDigest(),
                  version.tokenizerDigest(),
                  model.name(),
                  model.weightsDigest(),
                  model.tokenizerDigest());
      throw new SteermeshException(ErrorReason.VECTOR_OF_OTHER_MODEL, message)
          .with("version", version.name())
          .with("vector_model", version.model())
          .with("vector_weights_digest", version.weightsDigest())
          .with("vector_tokenizer_digest", version.tokenizerDigest())
          .with("model", "models/" + model.name())
          .with("weights_digest", model.weightsDigest())
          .with("tokenizer_digest", model.tokenizerDigest());
    }
  }

  /** The floats of one vector, per site, and where it acts when nobody says. */
  private record Held(String version, SortedMap<Site, float[]> values, Optional<Site> defaultSite) {

    /** Never all of them: a vector is meant for one, and a sum over blocks overdoses. */
    Site byDefault(int index) {
      return defaultSite.orElseThrow(() -> {
        String message =
            "interventions[%d] names no site, and %s has no default one; name one of: %s"
                .formatted(index, version, sites());
        return new SteermeshException(ErrorReason.SITE_REQUIRED, message)
            .with("intervention_index", Integer.toString(index))
            .with("version", version)
            .with("sites", sites());
      });
    }

    private String sites() {
      return values.keySet().stream().map(Site::toString).collect(joining(", "));
    }

    float[] at(Site site) {
      float[] atSite = values.get(site);
      if (atSite == null) {
        String message =
            "%s holds no vector for %s; it holds %s"
                .formatted(version.isEmpty() ? "the inline vector" : version, site, sites());
        throw new SteermeshException(ErrorReason.VECTOR_SITE_MISSING, message)
            .with("version", version)
            .with("site", site.toString());
      }
      return atSite;
    }
  }
}
