package org.steermesh.eval.domain;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * Asks a service that is away, or full, again.
 *
 * @param limit how long one question is asked again; after that its refusal counts
 */
public record Retry(Duration limit) {

  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LAST = Duration.ofSeconds(5);

  /** Asks {@code question} until it is answered, refused for another reason, or too late. */
  public <T> T ask(Supplier<T> question, Cancellation cancellation) {
    long end = System.nanoTime() + limit.toNanos();
    Duration pause = FIRST;
    while (true) {
      try {
        return question.get();
      } catch (SteermeshException e) {
        boolean temporary =
            e.reason() == ErrorReason.DEPENDENCY_UNAVAILABLE
                || e.reason() == ErrorReason.QUEUE_FULL;
        if (!temporary || System.nanoTime() + pause.toNanos() > end) {
          throw e;
        }
        await(longer(pause, e.retryDelay()), cancellation);
        pause = shorter(pause.multipliedBy(2), LAST);
      }
    }
  }

  private static Duration longer(Duration pause, @Nullable Duration asked) {
    return asked != null && asked.compareTo(pause) > 0 ? shorter(asked, LAST) : pause;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void await(Duration pause, Cancellation cancellation) {
    CountDownLatch cancelled = new CountDownLatch(1);
    cancellation.onCancel(cancelled::countDown);
    try {
      if (cancelled.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was cancelled");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was interrupted");
    }
  }
}
