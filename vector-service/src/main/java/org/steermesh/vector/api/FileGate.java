package org.steermesh.vector.api;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * How many files of vectors are under way, and how many of them are worked on. One that is under
 * way is on the disk, so that a slow caller is in nobody's way; one that is worked on is in memory.
 */
final class FileGate {

  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How long a file waits for others to be finished, which takes none of them long. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Files under way for each that is worked on. */
  private static final int WAITING = 16;

  private final Semaphore underWay;
  private final Semaphore workedOn;
  private final Duration idleLimit;

  FileGate(int workedOn, Duration idleLimit) {
    this.underWay = new Semaphore(WAITING * workedOn);
    this.workedOn = new Semaphore(workedOn, true);
    this.idleLimit = idleLimit;
  }

  /** How long a caller may neither send nor take anything. */
  Duration idleLimit() {
    return idleLimit;
  }

  /** Runs what sends or takes a file; refuses it when too many are under way. */
  <T> T pass(Callable<T> body) throws Exception {
    if (!underWay.tryAcquire()) {
      throw full();
    }
    try {
      return body.call();
    } finally {
      underWay.release();
    }
  }

  /** Runs what needs memory for a file; waits for others, and refuses it when that takes long. */
  <T> T work(Callable<T> body) throws Exception {
    if (!workedOn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw full();
    }
    try {
      return body.call();
    } finally {
      workedOn.release();
    }
  }

  private static SteermeshException full() {
    return new SteermeshException(
            ErrorReason.QUEUE_FULL, "too many files are being imported or exported already")
        .retryAfter(RETRY);
  }
}
