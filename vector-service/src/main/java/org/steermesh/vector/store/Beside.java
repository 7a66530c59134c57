package org.steermesh.vector.store;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Work that goes on beside the thread that wants its result. */
final class Beside<T> {

  private final FutureTask<T> task;

  private Beside(Callable<T> work) {
    this.task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
  }

  /** Begins. */
  static <T> Beside<T> begin(Callable<T> work) {
    return new Beside<>(work);
  }

  /**
   * What came of it, once it has ended.
   *
   * @throws SteermeshException CANCELLED where the waiting thread is interrupted, and what the work
   *     itself threw
   */
  T result() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteermeshException(ErrorReason.CANCELLED, "the reading was stopped");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
