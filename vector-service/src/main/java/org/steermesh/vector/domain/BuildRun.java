package org.steermesh.vector.domain;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** One build in the hands of one owner, from claim to outcome. */
final class BuildRun {

  private static final Logger LOG = Logger.getLogger(BuildRun.class.getName());

  /** A service that restarts and loads its model is back within this many tries. */
  private static final int MOST_TRIES = 30;

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
  private static final Duration LONGEST_PULSE = Duration.ofSeconds(1);
  private static final Set<ErrorReason> PASSING =
      EnumSet.of(ErrorReason.DEPENDENCY_UNAVAILABLE, ErrorReason.QUEUE_FULL);

  private final OperationStore operations;
  private final BuildOperation operation;
  private final String owner;
  private final Duration lease;
  private final BuildProgress progress = new BuildProgress();

  BuildRun(OperationStore operations, BuildOperation operation, String owner, Duration lease) {
    this.operations = operations;
    this.operation = operation;
    this.owner = owner;
    this.lease = lease;
  }

  /** Asks the build to stop soon; it is then free for any owner. */
  void giveBack() {
    progress.stop(BuildProgress.Stop.CLOSING);
  }

  /** Runs until the build has ended, or is no longer this owner's. */
  void run(VectorBuilder builder) throws InterruptedException {
    Thread pulse = Thread.ofVirtual().name("lease-" + operation.id()).start(this::keepLease);
    BuildOperation.Outcome outcome;
    try {
      outcome = build(builder);
    } finally {
      pulse.interrupt();
    }
    BuildProgress.Stop stop = progress.stopReason();
    if (stop == BuildProgress.Stop.CLOSING && !(outcome instanceof BuildOperation.Outcome.Built)) {
      operations.release(operation.id(), owner);
    } else if (stop != BuildProgress.Stop.LOST) {
      finish(outcome);
    }
  }

  private BuildOperation.Outcome build(VectorBuilder builder) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return builder.build(operation.plan(), progress);
      } catch (SteermeshException e) {
        if (progress.isStopped()) {
          return BuildOperations.cancelled();
        }
        if (!PASSING.contains(e.reason()) || tries == MOST_TRIES) {
          return BuildOperation.Outcome.Failed.of(e);
        }
        LOG.log(Level.FINE, "{0} waits: {1}", new Object[] {operation.id(), e.message()});
        Thread.sleep(BETWEEN_TRIES);
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, operation.id() + " failed", e);
        return BuildOperation.Outcome.Failed.of(
            new SteermeshException(
                    ErrorReason.INTERNAL, "the build failed; the server's log has its details")
                .with("operation", operation.id()));
      }
    }
  }

  private void finish(BuildOperation.Outcome outcome) {
    if (!operations.finish(operation.id(), owner, progress.doneItems(), outcome)) {
      LOG.log(Level.WARNING, "{0} was taken over; its outcome here is dropped", operation.id());
    }
  }

  /** A lease that could not be renewed in time is given up before another owner can have it. */
  private void keepLease() {
    Duration third = lease.dividedBy(3);
    Duration pulse = third.compareTo(LONGEST_PULSE) < 0 ? third : LONGEST_PULSE;
    long heldUntil = System.nanoTime() + lease.minus(pulse).toNanos();
    while (!Thread.currentThread().isInterrupted()) {
      long now = System.nanoTime();
      OperationStore.@Nullable Renewal renewal = renew();
      if (renewal == OperationStore.Renewal.CANCEL_WANTED) {
        progress.stop(BuildProgress.Stop.CANCELLED);
      } else if (renewal == OperationStore.Renewal.LOST) {
        progress.stop(BuildProgress.Stop.LOST);
      }
      if (renewal != null) {
        heldUntil = now + lease.minus(pulse).toNanos();
      } else if (now - heldUntil > 0) {
        progress.stop(BuildProgress.Stop.LOST);
      }
      try {
        Thread.sleep(pulse);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private OperationStore.@Nullable Renewal renew() {
    try {
      return operations.renew(operation.id(), owner, lease, progress.doneItems());
    } catch (SteermeshException e) {
      LOG.log(Level.FINE, "lease of {0}: {1}", new Object[] {operation.id(), e.message()});
      return null;
    }
  }
}
