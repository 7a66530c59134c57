package org.steermesh.vector.domain;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How far a running build is, and whether it shall stop; for several threads. */
final class BuildProgress {

  /** Why a build stops before its end. */
  enum Stop {
    /** Somebody cancelled it. */
    CANCELLED,
    /** Another owner has it, or may have it soon. */
    LOST,
    /** This service is stopping. */
    CLOSING
  }

  private final AtomicInteger doneItems = new AtomicInteger();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();

  void begin() {
    doneItems.set(0);
  }

  void itemDone() {
    doneItems.incrementAndGet();
  }

  int doneItems() {
    return doneItems.get();
  }

  /** Asks the build to stop; the first reason stays. */
  void stop(Stop reason) {
    stop.compareAndSet(null, reason);
  }

  @Nullable Stop stopReason() {
    return stop.get();
  }

  boolean isStopped() {
    return stop.get() != null;
  }
}
