package org.steermesh.generation.api;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationListener;
import org.steermesh.engine.GenerationResult;

/** Hands texts over from the loop that makes them to the call that sends them. */
final class Arriving {

  private final BooleanSupplier cancelled;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /**
   * Follows the texts of one call.
   *
   * @param cancelled whether nobody reads them any more
   */
  Arriving(BooleanSupplier cancelled) {
    this.cancelled = cancelled;
  }

  /** What a call sends. */
  sealed interface Sent extends Event permits Token, End {}

  /** What the loop tells. */
  sealed interface Event permits Sent, Failure {}

  /**
   * The next token of a text.
   *
   * @param nanos when it came, by {@link System#nanoTime}; it may have waited for its reader since
   */
  record Token(int text, GeneratedToken token, long nanos) implements Sent {}

  /** The last event of a text that ended well. */
  record End(int text, GenerationResult result) implements Sent {}

  /** Why there will be no more. */
  record Failure(Throwable why) implements Event {}

  /**
   * The next event, waiting for it.
   *
   * @throws RuntimeException why a text failed
   */
  Sent next() throws InterruptedException {
    return switch (events.take()) {
      case Sent sent -> sent;
      case Failure(RuntimeException why) -> throw why;
      case Failure(Error why) -> throw why;
      case Failure(Throwable why) -> throw new IllegalStateException(why);
    };
  }

  /** Follows one of the texts. */
  GenerationListener text(int text) {
    return new GenerationListener() {
      @Override
      public boolean isCancelled() {
        return cancelled.getAsBoolean();
      }

      @Override
      public void onToken(GeneratedToken token) {
        events.add(new Token(text, token, System.nanoTime()));
      }

      @Override
      public void onEnd(GenerationResult result) {
        events.add(new End(text, result));
      }

      @Override
      public void onFailure(Throwable failure) {
        events.add(new Failure(failure));
      }
    };
  }
}
