package org.steermesh.generation.domain;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.steering.Gate;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Site;
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
   * Finds every vector and checks that it belongs to the model, holds the sites asked for and fits
   * the operation. What adds features of one autoencoder is composed.
   *
   * @throws SteermeshException VECTOR_OF_OTHER_MODEL, VECTOR_SITE_MISSING, VECTOR_KIND_MISMATCH,
   *     SITE_REQUIRED, or what the source says
   */
  public Steering resolve(List<WantedIntervention> wanted) {
    List<SteeringPiece> pieces = new ArrayList<>();
    GateResolver gates = new GateResolver(this::hold);
    for (int index = 0; index < wanted.size(); index++) {
      WantedIntervention one = wanted.get(index);
      Held held = hold(one.vector());
      int at = index;
      Gate gate = one.gate().map(wish -> gates.resolve(at, wish)).orElse(null);
      for (Site site : one.sites().isEmpty() ? List.of(held.byDefault(index)) : one.sites()) {
        held.requireHolds(site);
        Intervention alone =
            new Intervention(
                site,
                held.sparse().isPresent() ? one.positions().sparse() : one.positions().dense(),
                operation(index, one.operation(), held, site),
                one.strength(),
                gate,
                one.schedule());
        pieces.add(
            new SteeringPiece(
                index, held.version(), alone, held.sparse(), held.plannedDose(alone)));
      }
    }
    return SparseComposition.of(pieces);
  }

  private static Operation operation(int index, WantedOperation wanted, Held held, Site site) {
    Optional<Operation> operation =
        held.sparse().isPresent()
            ? wanted.on(held.sparse().get())
            : wanted.on(requireNonNull(held.values().get(site)));
    return operation.orElseThrow(() -> {
      String message =
          held.sparse()
              .map(pack ->
                  "%s is sparse%s; it can be added, without keep_norm%s"
                      .formatted(
                          held.version(),
                          pack.isCoupled() ? ", of a TopK autoencoder" : "",
                          pack.isCoupled() ? "" : ", or clamped with sparse_clamp"))
              .orElse(
                  "%s is dense; sparse_add and sparse_clamp are for sparse vectors"
                      .formatted(held.inWords()));
      return new SteermeshException(
              ErrorReason.VECTOR_KIND_MISMATCH, "interventions[%d]: %s".formatted(index, message))
          .with("intervention_index", Integer.toString(index))
          .with("version", held.version());
    });
  }

  private Held hold(VectorChoice choice) {
    return switch (choice) {
      case VectorChoice.Inline inline -> Held.of(inline);
      case VectorChoice.Named named -> {
        VectorVersion version = found.computeIfAbsent(named.name(), vectors::find);
        requireSameModel(version);
        yield Held.of(version);
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
}
