package org.steermesh.vector.store;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * Gives each write its turn, to as many at a time as half of the cores, so that those who read need
 * not wait for a core behind all who write. A courtesy, no limit: a write that has waited for its
 * patience goes on without, so that a Redis that stalls keeps nobody longer here. The price are
 * writes per second: on two cores one is under way at a time.
 */
final class WriteTurns {

  private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Semaphore free;
  private final Duration patience;

  WriteTurns() {
    this(AT_ONCE, PATIENCE);
  }

  WriteTurns(int atOnce, Duration patience) {
    this.free = new Semaphore(atOnce, true);
    this.patience = patience;
  }

  /**
   * Does the write, at its turn.
   *
   * @throws SteermeshException CANCELLED where the thread is interrupted before; nothing is written
   *     then
   */
  <T> T take(Supplier<T> write) {
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
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the writing was stopped");
    }
  }
}
