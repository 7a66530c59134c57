package org.steermesh.vector.store;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets writes pass, as many at a time as half of the cores, so that who reads finds a core however
 * many write. A courtesy, no limit: a write that has waited for long goes on, and a Redis that
 * stalls keeps nobody longer here.
 */
final class WriteGate {

  private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Semaphore free;
  private final Duration patience;

  WriteGate() {
    this(AT_ONCE, PATIENCE);
  }

  WriteGate(int atOnce, Duration patience) {
    this.free = new Semaphore(atOnce, true);
    this.patience = patience;
  }

  /** Does the write, at its turn. */
  <T> T pass(Supplier<T> write) {
    boolean isTurn = awaitTurn();
    try {
      return write.get();
    } finally {
      if (isTurn) {
        free.release();
      }
    }
  }

  private boolean awaitTurn() {
    try {
      return free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The write itself finds out that it is to stop.
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
