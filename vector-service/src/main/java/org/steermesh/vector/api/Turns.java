package org.steermesh.vector.api;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Lets a few calls do at the same time what is dear; others wait a while for their turn. */
final class Turns {

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long a caller who has gone is waited for. */
  private static final Duration STEP = Duration.ofSeconds(1);

  private final Semaphore free;
  private final String whyNot;

  /**
   * Turns of so many calls.
   *
   * @param whyNot told to a caller whose turn does not come
   */
  Turns(int most, String whyNot) {
    this.free = new Semaphore(most, true);
    this.whyNot = whyNot;
  }

  /** Runs something when its turn comes. */
  <T> T take(Callable<T> body) throws Exception {
    return take(body, PATIENCE);
  }

  /** Runs something if it need not wait. */
  <T> T takeNow(Callable<T> body) throws Exception {
    return take(body, Duration.ZERO);
  }

  private <T> T take(Callable<T> body, Duration patience) throws Exception {
    Duration left = patience;
    while (!free.tryAcquire(Math.min(left.toMillis(), STEP.toMillis()), TimeUnit.MILLISECONDS)) {
      if (Context.current().isCancelled()) {
        throw new SteermeshException(ErrorReason.CANCELLED, "the caller cancelled");
      }
      left = left.minus(STEP);
      if (!left.isPositive()) {
        throw new SteermeshException(ErrorReason.QUEUE_FULL, whyNot).retryAfter(RETRY);
      }
    }
    try {
      return body.call();
    } finally {
      free.release();
    }
  }
}
