package org.steermesh.vector.domain;

import java.util.Optional;
import java.util.function.Function;
import org.steermesh.contract.PageRequest;

/** Goes through the versions of a vector and removes some. */
public interface PruneStore {

  /**
   * Shows the versions of a vector, oldest first.
   *
   * @param each takes a version and says what is told of it; empty tells nothing
   */
  <T> PageRequest.Page<T> walk(
      PageRequest page, String vectorId, Function<Version, Optional<T>> each);

  /**
   * Removes a version, at once, unless it is one of the newest, an alias names it, it is live, or
   * others were composed of it.
   *
   * @param keepNewest how many of the newest stay, at least 1
   * @param dryRun whether it is only told what would become of it
   * @return empty when it was deleted meanwhile
   */
  Optional<PruneVerdict> prune(Version version, int keepNewest, boolean dryRun);
}
