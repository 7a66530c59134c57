package org.steermesh.engine.steering;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.decoder.Tap;

/** What one edit of one sequence did so far. */
final class Measured {

  private static final float[] NOTHING = new float[0];

  private int inputTokens;
  private int generatedTokens;
  private int closedTokens;
  private int excludedTokens;
  private double doses;
  private double strengths;
  private double largestDose;
  private double before;
  private double after;
  private boolean overflown;
  private boolean gateOpen;
  private @Nullable InputNotes notes;

  /**
   * Throws when it drove an activation beyond float32. Noted until its sequence asks: others of the
   * batch are not to blame.
   */
  void check() {
    if (overflown) {
      throw new EngineException(
          EngineReason.NOT_FINITE,
          "an intervention drives an activation beyond float32; it is too strong for this model");
    }
  }

  /** Takes lambda and the measures of one token from {@code at} on: |x|, |change|, projections. */
  void add(boolean generated, float strength, float[] measures, int at) {
    for (int i = at; i < at + Tap.MEASURES; i++) {
      if (!Float.isFinite(measures[i])) {
        overflown = true;
        return;
      }
    }
    if (generated) {
      generatedTokens++;
    } else {
      inputTokens++;
      if (notes != null) {
        notes.add(true, strength, measures, at);
      }
    }
    double change = measures[at + 1];
    double dose = change == 0 ? 0 : change / measures[at];
    doses += dose;
    strengths += strength;
    largestDose = Math.max(largestDose, dose);
    before += measures[at + 2];
    after += measures[at + Tap.MEASURES - 1];
  }

  /** Whether its gate was open at the last token that it looked at. */
  boolean isGateOpen() {
    return gateOpen;
  }

  /** Notes what its gate found at the next token. */
  void gate(boolean open) {
    gateOpen = open;
  }

  /** Counts a token that a gate left alone. */
  void addClosed(boolean generated) {
    closedTokens++;
    if (!generated && notes != null) {
      notes.add(false, 0, NOTHING, 0);
    }
  }

  /** Counts tokens that the rule names and that are excluded. */
  void addExcluded(int tokens) {
    excludedTokens += tokens;
  }

  /** Notes what is done to every token of the input from now on. */
  void noteInput() {
    notes = new InputNotes();
  }

  /** What was done to some of the input's tokens that it looked at. */
  float[] noted(int first, int count) {
    return Objects.requireNonNull(notes).of(first, count);
  }

  /** Counts tokens of the input as {@link #noted} told of them in another sequence. */
  void again(float[] noted) {
    for (int at = 0; at < noted.length; at += InputNotes.WIDTH) {
      boolean open = noted[at] != 0;
      gate(open);
      if (open) {
        add(false, noted[at + 1], noted, at + 2);
      } else {
        addClosed(false);
      }
    }
  }

  SteeringReceipt.Entry entry(Site site, float strength) {
    int tokens = Math.max(1, inputTokens + generatedTokens);
    return new SteeringReceipt.Entry(
        site,
        strength,
        inputTokens,
        generatedTokens,
        closedTokens,
        excludedTokens,
        strengths / tokens,
        doses / tokens,
        largestDose,
        before / tokens,
        after / tokens);
  }
}
