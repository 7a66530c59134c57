package org.steermesh.engine.steering;

import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.decoder.Tap;

/** What one edit of one sequence did so far. */
final class Measured {

  private int inputTokens;
  private int generatedTokens;
  private int closedTokens;
  private double doses;
  private double largestDose;
  private double before;
  private double after;

  /** Takes the measures of one token from {@code at} on: |x|, |change|, projections. */
  void add(boolean generated, float[] measures, int at) {
    for (int i = at; i < at + Tap.MEASURES; i++) {
      if (!Float.isFinite(measures[i])) {
        throw new EngineException(
            EngineReason.NOT_FINITE,
            "an intervention drives an activation beyond float32; it is too strong for this model");
      }
    }
    if (generated) {
      generatedTokens++;
    } else {
      inputTokens++;
    }
    double change = measures[at + 1];
    double dose = change == 0 ? 0 : change / measures[at];
    doses += dose;
    largestDose = Math.max(largestDose, dose);
    before += measures[at + 2];
    after += measures[at + Tap.MEASURES - 1];
  }

  /** Counts a token that a gate left alone. */
  void addClosed() {
    closedTokens++;
  }

  SteeringReceipt.Entry entry(Site site, float strength) {
    int tokens = Math.max(1, inputTokens + generatedTokens);
    return new SteeringReceipt.Entry(
        site,
        strength,
        inputTokens,
        generatedTokens,
        closedTokens,
        doses / tokens,
        largestDose,
        before / tokens,
        after / tokens);
  }
}
