package org.steermesh.generation.domain;

import java.util.List;
import org.steermesh.engine.steering.Intervention;

/**
 * Wanted interventions, made ready for the engine: one per site, each with where it came from.
 *
 * @param interventions as the engine takes them
 * @param origins of each intervention, in the same order
 */
public record Steering(List<Intervention> interventions, List<Origin> origins) {

  /** Copies the lists. */
  public Steering {
    interventions = List.copyOf(interventions);
    origins = List.copyOf(origins);
  }

  /**
   * Where an intervention came from.
   *
   * @param index of the wanted intervention in its request, from 0
   * @param version the vector's version with its digest in full; empty for an inline vector
   */
  public record Origin(int index, String version) {}
}
