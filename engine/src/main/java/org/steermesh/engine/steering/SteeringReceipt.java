package org.steermesh.engine.steering;

import java.util.List;

/**
 * What the interventions of one sequence did; one entry per intervention, in request order.
 *
 * @param entries one per intervention
 */
public record SteeringReceipt(List<Entry> entries) {

  /** The receipt of an unsteered sequence. */
  public static final SteeringReceipt NONE = new SteeringReceipt(List.of());

  /** Copies the list. */
  public SteeringReceipt {
    entries = List.copyOf(entries);
  }

  /**
   * What one intervention did.
   *
   * @param site where
   * @param strength the lambda that was asked for
   * @param promptTokens input tokens (prompt and completion) that were changed
   * @param generatedTokens generated tokens that were changed
   * @param closedTokens tokens at its positions that its gate left alone; 0 without a gate
   * @param excludedTokens tokens that its rule names and that its excludes left alone
   * @param meanStrength mean over changed tokens of the lambda that was applied, after the schedule
   *     and what the watch took back
   * @param meanDose mean over changed tokens of |change| / |activation before|
   * @param largestDose the largest of these
   * @param meanProjectionBefore mean over changed tokens of the component along the vector's
   *     direction, before
   * @param meanProjectionAfter the same, after
   */
  public record Entry(
      Site site,
      float strength,
      int promptTokens,
      int generatedTokens,
      int closedTokens,
      int excludedTokens,
      double meanStrength,
      double meanDose,
      double largestDose,
      double meanProjectionBefore,
      double meanProjectionAfter) {}
}
