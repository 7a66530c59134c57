package org.steermesh.cli.client;

import java.util.List;
import java.util.Locale;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/**
 * How a version gets from the state that it has in a mesh to the one that it has in a backup:
 * forwards only, and only where it stands on that way.
 *
 * @param steps the states that it takes, in order
 * @param isOther whether it is in another state and not on the way, so that it stays where it is
 */
record VersionWay(List<VersionState> steps, boolean isOther) {

  private static final VersionWay NONE = new VersionWay(List.of(), false);
  private static final VersionWay OTHER = new VersionWay(List.of(), true);

  /** A candidate without evidence was never judged here; one with it was sent back on purpose. */
  static VersionWay of(Version backup, Version there) {
    if (there.getState() == backup.getState()) {
      return NONE;
    }
    boolean fresh =
        there.getState() == VersionState.VERSION_STATE_CANDIDATE && !there.hasEvidence();
    boolean evaluated =
        there.getState() == VersionState.VERSION_STATE_EVALUATED
            && there.getEvidence().equals(backup.getEvidence());
    return switch (backup.getState()) {
      case VERSION_STATE_EVALUATED -> fresh ? steps(VersionState.VERSION_STATE_EVALUATED) : OTHER;
      case VERSION_STATE_LIVE, VERSION_STATE_RETIRED -> {
        if (evaluated || (fresh && !backup.hasEvidence())) {
          yield steps(backup.getState());
        }
        yield fresh ? steps(VersionState.VERSION_STATE_EVALUATED, backup.getState()) : OTHER;
      }
      case VERSION_STATE_CANDIDATE, VERSION_STATE_UNSPECIFIED, UNRECOGNIZED -> OTHER;
    };
  }

  private static VersionWay steps(VersionState... states) {
    return new VersionWay(List.of(states), false);
  }

  /** A state as people call it. */
  static String title(Version version) {
    return version.getState().name().substring("VERSION_STATE_".length()).toLowerCase(Locale.ROOT);
  }
}
