package org.steermesh.generation.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.SparseSum;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.generation.domain.Steering.Origin;
import org.steermesh.generation.domain.SteeringPiece.Space;

/**
 * Composes what adds in one space of features, so that one non-linearity acts on all of it: two
 * additions in a row would be another thing, since the second would read what the first left.
 */
final class SparseComposition {

  private SparseComposition() {}

  /** The pieces as the engine takes them; a sum stands where the first of its pieces stood. */
  static Steering of(List<SteeringPiece> pieces) {
    Map<Space, List<SteeringPiece>> spaces = new LinkedHashMap<>();
    for (SteeringPiece piece : pieces) {
      piece
          .space()
          .ifPresent(space -> spaces.computeIfAbsent(space, _ -> new ArrayList<>()).add(piece));
    }
    List<Intervention> interventions = new ArrayList<>();
    List<Origin> origins = new ArrayList<>();
    Map<Space, Integer> done = new LinkedHashMap<>();
    for (SteeringPiece piece : pieces) {
      Optional<Space> space = piece.space();
      Integer at = space.map(done::get).orElse(null);
      if (at == null) {
        at = interventions.size();
        interventions.add(space.map(spaces::get).map(SparseComposition::sum).orElse(piece.alone()));
        space.ifPresent(each -> done.put(each, interventions.size() - 1));
      }
      origins.add(
          new Origin(
              piece.index(), piece.version(), at, piece.alone().strength(), piece.plannedDose()));
    }
    return new Steering(interventions, origins);
  }

  private static Intervention sum(List<SteeringPiece> pieces) {
    SteeringPiece first = pieces.getFirst();
    if (pieces.size() == 1) {
      return first.alone();
    }
    SparsePack pack = first.pack().orElseThrow();
    List<SparseSum.Term> terms =
        pieces.stream()
            .map(piece -> {
              SparsePack each = piece.pack().orElseThrow();
              return new SparseSum.Term(each.features(), each.support(), piece.alone().strength());
            })
            .toList();
    // No strength is 0 here, so there is a sum.
    SparseSupport values = SparseSum.of(terms).orElseThrow();
    return new Intervention(
        first.alone().site(),
        first.alone().positions(),
        pack.addition(values, first.space().orElseThrow().nonlinearity()),
        1,
        first.alone().gate(),
        first.alone().schedule());
  }
}
