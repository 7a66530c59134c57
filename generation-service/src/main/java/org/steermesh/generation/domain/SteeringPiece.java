package org.steermesh.generation.domain;

import java.util.Optional;
import org.steermesh.engine.steering.Gate;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Operation.Nonlinearity;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Schedule;
import org.steermesh.engine.steering.Site;

/**
 * What one wanted intervention does at one site, before it is composed with others.
 *
 * @param index of the wanted intervention in its request, from 0
 * @param version the vector's version with its digest in full; empty for an inline vector
 * @param alone as the engine would take it alone
 * @param pack where its features come from; empty for a dense vector
 * @param plannedDose relative dose to expect; 0 where that is not known
 */
record SteeringPiece(
    int index, String version, Intervention alone, Optional<SparsePack> pack, double plannedDose) {

  /** What pieces must have in common to be composed. */
  record Space(
      String saeDigest,
      Site site,
      Positions positions,
      Nonlinearity nonlinearity,
      Optional<Gate> gate,
      Schedule schedule) {}

  /** The space in which it adds; empty when it cannot be composed, or does nothing. */
  Optional<Space> space() {
    if (alone.strength() == 0) {
      return Optional.empty();
    }
    return pack.flatMap(from ->
        nonlinearity()
            .map(sigma ->
                new Space(
                    from.saeDigest(),
                    alone.site(),
                    alone.positions(),
                    sigma,
                    Optional.ofNullable(alone.gate()),
                    alone.schedule())));
  }

  private Optional<Nonlinearity> nonlinearity() {
    return switch (alone.operation()) {
      case Operation.SparseAdd add -> Optional.of(add.nonlinearity());
      case Operation.SparseTopK add -> Optional.of(add.nonlinearity());
      case Operation.Add _,
          Operation.AddEach _,
          Operation.ProjectOut _,
          Operation.Clamp _,
          Operation.SparseClamp _ ->
          Optional.empty();
    };
  }
}
