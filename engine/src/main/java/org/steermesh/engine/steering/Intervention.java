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
 * @param schedule how the strength changes along the text
 */
public record Intervention(
    Site site,
    Positions positions,
    Operation operation,
    float strength,
    @Nullable Gate gate,
    Schedule schedule) {

  /** A change to all tokens at the positions. */
  public Intervention(Site site, Positions positions, Operation operation, float strength) {
    this(site, positions, operation, strength, null);
  }

  /** A change of the same strength along the whole text. */
  public Intervention(
      Site site, Positions positions, Operation operation, float strength, @Nullable Gate gate) {
    this(site, positions, operation, strength, gate, Schedule.CONSTANT);
  }
}
