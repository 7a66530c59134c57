package org.steermesh.engine.steering;

import org.jspecify.annotations.Nullable;

/**
 * One change to the activations of one sequence.
 *
 * @param site where
 * @param positions which tokens
 * @param operation what
 * @param strength lambda; 0 leaves every bit as it was, negative suppresses
 * @param gate on which of these tokens it acts; none for all of them
 */
public record Intervention(
    Site site, Positions positions, Operation operation, float strength, @Nullable Gate gate) {

  /** A change to all tokens at the positions. */
  public Intervention(Site site, Positions positions, Operation operation, float strength) {
    this(site, positions, operation, strength, null);
  }
}
