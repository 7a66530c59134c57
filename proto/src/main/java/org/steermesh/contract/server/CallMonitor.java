package org.steermesh.contract.server;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where the thread of a call's body waits for what gRPC's threads report. */
final class CallMonitor {

  private final Context context = Context.current();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean cancelled;

  CallMonitor() {
    context.addListener(ignored -> wake(), Runnable::run);
  }

  /** Something that {@link #awaitThen} may wait for has changed. */
  void wake() {
    change(() -> {});
  }

  /** The transport says that nobody waits for an answer any more. */
  void cancel() {
    change(() -> cancelled = true);
  }

  /** Changes what is waited for. */
  void change(Runnable update) {
    lock.lock();
    try {
      update.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isCancelled() {
    lock.lock();
    try {
      return cancelled || context.isCancelled();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a condition, then does something, both under the lock; throws when cancelled. */
  void awaitThen(BooleanSupplier condition, Runnable then) {
    awaitThen(condition, then, null);
  }

  /** The same, no longer than a limit unless that is null; throws when it takes longer. */
  void awaitThen(BooleanSupplier condition, Runnable then, @Nullable Duration limit) {
    long left = limit == null ? 0 : limit.toNanos();
    lock.lock();
    try {
      while (true) {
        if (cancelled || context.isCancelled()) {
          throw CallErrors.cancelled(context);
        }
        if (condition.getAsBoolean()) {
          then.run();
          return;
        }
        if (limit == null) {
          changed.await();
        } else if (left > 0) {
          left = changed.awaitNanos(left);
        } else {
          throw CallErrors.idle(limit);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CallErrors.cancelled(context);
    } finally {
      lock.unlock();
    }
  }
}
