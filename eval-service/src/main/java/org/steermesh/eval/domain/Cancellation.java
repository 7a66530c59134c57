package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells work in progress, on any thread, to stop. */
public final class Cancellation {

  /** Why work stops. */
  public enum Cause {
    /** The caller asked for it. */
    ASKED,
    /** Another replica has taken the work over. */
    LOST,
    /** This replica stops; another one goes on. */
    STOPPING
  }

  private final List<Runnable> listeners = new ArrayList<>();
  private Optional<Cause> cause = Optional.empty();

  /** Cancels; only the first cause counts. */
  public void cancel(Cause why) {
    List<Runnable> told;
    synchronized (this) {
      if (cause.isPresent()) {
        return;
      }
      cause = Optional.of(why);
      told = List.copyOf(listeners);
    }
    told.forEach(Runnable::run);
  }

  /** Why it was cancelled; empty if it was not. */
  public synchronized Optional<Cause> cause() {
    return cause;
  }

  /** Whether it was cancelled. */
  public boolean isCancelled() {
    return cause().isPresent();
  }

  /** Runs {@code listener} on cancellation, at once if that has been. */
  public void onCancel(Runnable listener) {
    synchronized (this) {
      if (cause.isEmpty()) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }
}
