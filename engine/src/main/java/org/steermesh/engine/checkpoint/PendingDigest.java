package org.steermesh.engine.checkpoint;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * The digest of weights, computed beside their loading, which seldom keeps all cores busy. Once it
 * is closed nobody reads the weights for it any more.
 */
public final class PendingDigest implements AutoCloseable {

  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final FutureTask<String> task;
  private final Thread thread;

  /**
   * Begins.
   *
   * @param reading computes the digest, and asks now and then whether to stop
   */
  PendingDigest(Function<BooleanSupplier, String> reading) {
    task = new FutureTask<>(() -> reading.apply(isStopped::get));
    thread = Thread.ofPlatform().daemon().name("weights-digest").start(task);
  }

  /**
   * The digest in hex, once it is known.
   *
   * @throws EngineException CANCELLED when the waiting thread is interrupted, and what the reading
   *     threw
   */
  public String result() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(EngineReason.CANCELLED, "the digest of the weights was stopped");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** Ends the reading, and waits until it has ended: the pages are about to be unmapped. */
  @Override
  public void close() {
    isStopped.set(true);
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
