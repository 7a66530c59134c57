package org.steermesh.engine.training.lora;

import java.util.Locale;

/** What the learning rate does after the warm-up. */
public enum Schedule {
  /** Falls to 0 along half a cosine. */
  COSINE,
  /** Falls to 0 along a line. */
  LINEAR,
  /** Stays. */
  CONSTANT;

  /** Share of the largest rate that is left when a part of the steps after the warm-up is done. */
  double share(double done) {
    return switch (this) {
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * done));
      case LINEAR -> 1 - done;
      case CONSTANT -> 1;
    };
  }

  /** As people write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
