package org.steermesh.vector.domain;

import java.time.Duration;
import java.util.Optional;
import org.steermesh.contract.PageRequest;

/**
 * Keeps builds and says who runs them. A lease makes one replica the owner of a build for a while;
 * a build without a lease is free for any. Every method is atomic.
 */
public interface OperationStore {

  /** Stores a new build; false when too many are unfinished. */
  boolean create(BuildOperation operation, int mostUnfinished);

  /** The build of an id. */
  Optional<BuildOperation> find(String id);

  /** Builds by id. */
  PageRequest.Page<BuildOperation> list(PageRequest page);

  /** Takes the oldest unfinished build that is free. */
  Optional<BuildOperation> claim(String owner, Duration lease);

  /** What the owner of a lease learns when it renews it. */
  enum Renewal {
    /** Go on. */
    HELD,
    /** Somebody wants the build cancelled. */
    CANCEL_WANTED,
    /** Another owner has it, or it is finished or gone. */
    LOST
  }

  /** Renews a lease and notes the progress. */
  Renewal renew(String id, String owner, Duration lease, int doneItems);

  /** Gives a build back, for any replica to begin again. */
  void release(String id, String owner);

  /** Ends a build after so many items, if the owner still has it. */
  boolean finish(String id, String owner, int doneItems, BuildOperation.Outcome outcome);

  /** What became of a wish to cancel or delete. */
  enum Change {
    /** It is done, or will be soon. */
    DONE,
    /** There is no such build. */
    ABSENT,
    /** The build is finished (cancel), or is not (delete). */
    REFUSED
  }

  /**
   * Asks the owner to stop; a build that nobody runs ends at once.
   *
   * @param outcome of a build that nobody runs
   */
  Change cancel(String id, BuildOperation.Outcome outcome);

  /** Forgets a finished build. */
  Change delete(String id);
}
