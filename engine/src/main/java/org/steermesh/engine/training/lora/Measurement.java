package org.steermesh.engine.training.lora;

import java.util.Locale;

/**
 * How well a part was answered at some step.
 *
 * @param step steps taken; 0 is the model as it was
 * @param part which items
 */
public record Measurement(int step, Part part, Measured result) {

  /** Items that are not trained on. */
  public enum Part {
    /** Measured on the way. */
    VALIDATION,
    /** Measured before and after. */
    TEST;

    /** As people write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
