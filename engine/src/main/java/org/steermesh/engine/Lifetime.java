package org.steermesh.engine;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Keeps native memory open while calls use it: unmapping it under a call would end the process. */
final class Lifetime {

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean ended;

  /** Runs a call; many may run at once. */
  <T> T during(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (ended) {
        throw new IllegalStateException("the model is closed");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes once, when no call is running. */
  void end(Runnable close) {
    lock.writeLock().lock();
    try {
      if (!ended) {
        ended = true;
        close.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
