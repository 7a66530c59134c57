package org.steermesh.cli.demo.world;

import java.util.Locale;

/** Which way a speaker of the world leans on one behaviour. */
public enum Side {
  /** Shows the behaviour. */
  POSITIVE,
  /** Shows its opposite. */
  NEGATIVE;

  /** The other side. */
  public Side other() {
    return switch (this) {
      case POSITIVE -> NEGATIVE;
      case NEGATIVE -> POSITIVE;
    };
  }

  /** The suffix of this side's sections in a resource. */
  String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
