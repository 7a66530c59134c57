package org.steermesh.generation.domain;

import java.util.List;
import java.util.Optional;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Schedule;
import org.steermesh.engine.steering.Site;

/**
 * An intervention as a caller asks for it: its vector may be a name, its sites may be open.
 *
 * @param vector which vector
 * @param sites where; empty takes the default site of the vector
 * @param positions which tokens
 * @param operation what is done with the vector
 * @param strength lambda
 * @param gate on which of the tokens it acts; empty for all of them
 * @param schedule how the strength changes along the text
 */
public record WantedIntervention(
    VectorChoice vector,
    List<Site> sites,
    PositionChoice positions,
    WantedOperation operation,
    float strength,
    Optional<WantedGate> gate,
    Schedule schedule) {

  /** Copies the list. */
  public WantedIntervention {
    sites = List.copyOf(sites);
  }

  /**
   * Which tokens: equal unless the caller named no rule.
   *
   * @param dense for a dense vector
   * @param sparse for a sparse one
   */
  public record PositionChoice(Positions dense, Positions sparse) {}

  /** Which vector. */
  public sealed interface VectorChoice {

    /**
     * A kept version, an alias, or the newest version.
     *
     * @param name as {@link VectorSource#find} takes it
     */
    record Named(String name) implements VectorChoice {}

    /**
     * The floats themselves.
     *
     * @param values [d_model]
     * @param site where they act
     */
    record Inline(float[] values, Site site) implements VectorChoice {}
  }
}
