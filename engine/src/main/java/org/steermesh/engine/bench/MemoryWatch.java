package org.steermesh.engine.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.steermesh.engine.ResidentMemory;

/** Looks many times a second at the memory that is no file's, until it is closed. */
final class MemoryWatch implements AutoCloseable {

  private static final long PERIOD_MILLIS = 10;

  private final AtomicLong peak = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  MemoryWatch() {
    thread = Thread.ofPlatform().name("memory-watch").daemon().start(this::watch);
  }

  private void watch() {
    try {
      do {
        look();
      } while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    ResidentMemory.anonymous().ifPresent(bytes -> peak.accumulateAndGet(bytes, Math::max));
  }

  /** Bytes of the peak so far. */
  long peak() {
    look();
    return peak.get();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
