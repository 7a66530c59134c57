package org.steermesh.vector.domain;

import java.util.Locale;
import java.util.Set;

/** How far a version has come. */
public enum VersionState {
  /** It is there. */
  CANDIDATE,
  /** An evaluation found its side effects inside their limits. */
  EVALUATED,
  /** It is in use. */
  LIVE,
  /** It shall not be used any more. */
  RETIRED;

  /** Where a step leads from here. */
  Set<VersionState> next() {
    return switch (this) {
      case CANDIDATE -> Set.of(EVALUATED, RETIRED);
      case EVALUATED -> Set.of(LIVE, RETIRED);
      case LIVE -> Set.of(EVALUATED, RETIRED);
      case RETIRED -> Set.of(CANDIDATE);
    };
  }

  /** What people call it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
