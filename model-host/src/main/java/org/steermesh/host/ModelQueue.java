package org.steermesh.host;

import io.grpc.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.CallContext;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * The line before the model: a few calls compute at once, a bounded number waits, the next is
 * refused. Work runs on platform threads of its own, because native code pins a virtual thread's
 * carrier.
 */
@Singleton
public final class ModelQueue {

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final int concurrentCalls;
  private final int waitingLimit;
  private final Duration idleLimit;
  private final Semaphore seats;
  private final AtomicInteger running = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  @Inject
  ModelQueue(ModelConfig config) {
    this(config.concurrentCalls(), config.queue(), config.idleLimit());
  }

  ModelQueue(int concurrentCalls, int waitingLimit, Duration idleLimit) {
    this.concurrentCalls = concurrentCalls;
    this.waitingLimit = waitingLimit;
    this.idleLimit = idleLimit;
    this.seats = new Semaphore(concurrentCalls + waitingLimit);
    this.threads =
        new ThreadPoolExecutor(
            concurrentCalls,
            concurrentCalls,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("model-", 0).daemon().factory());
  }

  /**
   * Takes a place for one call, until the place is closed.
   *
   * @throws SteermeshException QUEUE_FULL
   */
  public Seat admit() {
    if (!seats.tryAcquire()) {
      throw new SteermeshException(
              ErrorReason.QUEUE_FULL,
              "%d calls are being computed and %d wait, which is the limit; retry later"
                  .formatted(concurrentCalls, waitingLimit))
          .with("waiting_limit", Integer.toString(waitingLimit))
          .retryAfter(RETRY_DELAY);
    }
    return new Seat();
  }

  /** Calls being computed now. */
  public int running() {
    return running.get();
  }

  /** Calls that hold a place and are not being computed now. */
  public int waiting() {
    return Math.max(0, concurrentCalls + waitingLimit - seats.availablePermits() - running.get());
  }

  /** Most calls that may wait. */
  public int waitingLimit() {
    return waitingLimit;
  }

  /** How long a call that holds a place may wait for the next move of its caller. */
  public Duration idleLimit() {
    return idleLimit;
  }

  /**
   * Cancels what waits, and waits for what runs.
   *
   * @return whether nothing runs any more
   */
  boolean close(Duration limit) {
    threads.shutdown();
    List<Runnable> waiting = new ArrayList<>();
    threads.getQueue().drainTo(waiting);
    waiting.forEach(turn -> ((Turn<?>) turn).leave("the service is stopping"));
    try {
      return threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The place of one call. Its pieces of work run one after the other. */
  public final class Seat implements AutoCloseable {

    private Seat() {}

    /**
     * Runs a piece of work on a model thread when its turn comes, and waits for it. A caller that
     * goes away leaves the line at once; work that has started is told by its signal.
     *
     * @throws EngineException CANCELLED when the caller went away before the work started
     */
    public <T> T run(Function<CancelSignal, T> work) {
      Context context = Context.current();
      Turn<T> turn = new Turn<>(context, work);
      context.addListener(turn, Runnable::run);
      try {
        threads.execute(turn);
        return turn.result.join();
      } catch (CompletionException e) {
        throw unwrapped(e);
      } finally {
        context.removeListener(turn);
      }
    }

    @Override
    public void close() {
      seats.release();
    }
  }

  private static RuntimeException unwrapped(CompletionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }

  /** One piece of work in the line; either a model thread takes it or its caller leaves with it. */
  private final class Turn<T> implements Runnable, Context.CancellationListener {

    private final Context context;
    private final Function<CancelSignal, T> work;
    private final CallContext call = CallContext.current();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Turn(Context context, Function<CancelSignal, T> work) {
      this.context = context;
      this.work = work;
    }

    @Override
    public void run() {
      if (!taken.compareAndSet(false, true)) {
        return;
      }
      running.incrementAndGet();
      call.wrap(this::compute).run();
    }

    private void compute() {
      try {
        result.complete(work.apply(context::isCancelled));
      } catch (Throwable e) {
        result.completeExceptionally(e);
      } finally {
        running.decrementAndGet();
      }
    }

    @Override
    public void cancelled(Context cancelled) {
      threads.remove(this);
      leave("the caller cancelled while waiting");
    }

    private void leave(String why) {
      if (taken.compareAndSet(false, true)) {
        result.completeExceptionally(new EngineException(EngineReason.CANCELLED, why));
      }
    }
  }
}
