package org.steermesh.generation.domain;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.steering.Gate;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.generation.domain.WantedIntervention.VectorChoice;

/** Turns wanted gates into ones the engine applies. Equal wishes of one call give one gate. */
final class GateResolver {

  private final Function<VectorChoice, Held> vectors;
  private final Map<WantedGate, Gate> found = new HashMap<>();

  GateResolver(Function<VectorChoice, Held> vectors) {
    this.vectors = vectors;
  }

  /**
   * The gate of an intervention.
   *
   * @param index of the intervention in its request
   * @throws SteermeshException VECTOR_SITE_MISSING, SITE_REQUIRED, VECTOR_KIND_MISMATCH,
   *     FIELD_INVALID for a feature that the vector does not hold, or what finding it refuses
   */
  Gate resolve(int index, WantedGate wanted) {
    Gate known = found.get(wanted);
    if (known != null) {
      return known;
    }
    Held held = vectors.apply(wanted.vector());
    Site site = wanted.site().orElseGet(() -> held.byDefault(index));
    held.requireHolds(site);
    Gate.Condition condition =
        wanted.feature().isPresent()
            ? new Gate.Feature(row(index, held, wanted.feature().get()))
            : new Gate.Projection(direction(held, site));
    Gate gate = new Gate(site, condition, wanted.threshold(), wanted.closing());
    found.put(wanted, gate);
    return gate;
  }

  private static float[] direction(Held held, Site site) {
    return held.sparse().isPresent()
        ? held.sparse().get().decoded()
        : requireNonNull(held.values().get(site));
  }

  private static SparseSupport row(int index, Held held, int feature) {
    String field = "interventions[" + index + "].gate.feature";
    SparsePack pack =
        held.sparse()
            .filter(each -> !each.isCoupled())
            .orElseThrow(() ->
                SteermeshException.ofField(
                    ErrorReason.VECTOR_KIND_MISMATCH,
                    field,
                    held.inWords()
                        + " has no feature that can be looked at alone: it is dense, or of a TopK"
                        + " autoencoder"));
    int at = Arrays.binarySearch(pack.features(), feature);
    if (at < 0) {
      throw SteermeshException.ofField(
          field,
          "%d is none of the %d features of %s"
              .formatted(feature, pack.features().length, held.inWords()));
    }
    return pack.row(at);
  }
}
