package org.steermesh.vector.client;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;

/**
 * One {@code SummarizeActivations} call. The sending thread waits whenever the transport has
 * enough, so no more examples are in memory than one flow-control window holds.
 */
final class SummaryCall
    implements ClientResponseObserver<SummarizeActivationsRequest, SummarizeActivationsResponse> {

  private static final long LOOK_AGAIN_MILLIS = 100;

  private final BooleanSupplier cancelled;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable ClientCallStreamObserver<SummarizeActivationsRequest> requests;
  private @Nullable SummarizeActivationsResponse response;
  private @Nullable Throwable error;
  private boolean ended;

  SummaryCall(BooleanSupplier cancelled) {
    this.cancelled = cancelled;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SummarizeActivationsRequest> stream) {
    requests = stream;
    stream.setOnReadyHandler(() -> change(() -> {}));
  }

  @Override
  public void onNext(SummarizeActivationsResponse value) {
    change(() -> response = value);
  }

  @Override
  public void onError(Throwable thrown) {
    change(() -> {
      error = thrown;
      ended = true;
    });
  }

  @Override
  public void onCompleted() {
    change(() -> ended = true);
  }

  /** Waits until a message may be sent; false when the call has ended before its time. */
  boolean awaitReady() {
    await(() -> ended || stream().isReady());
    return !ended;
  }

  /** Waits for the answer. */
  SummarizeActivationsResponse awaitResponse() {
    await(() -> ended);
    if (error != null) {
      throw StatusTranslator.passOn("activation-service", error);
    }
    if (response == null) {
      throw new SteermeshException(
          ErrorReason.INTERNAL, "activation-service ended a call without an answer");
    }
    return response;
  }

  private ClientCallStreamObserver<SummarizeActivationsRequest> stream() {
    if (requests == null) {
      throw new IllegalStateException("the call has not begun");
    }
    return requests;
  }

  private void await(BooleanSupplier condition) {
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (cancelled.getAsBoolean()) {
          throw cancel();
        }
        boolean signalled = changed.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        if (signalled && condition.getAsBoolean()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancel();
    } finally {
      lock.unlock();
    }
  }

  private SteermeshException cancel() {
    stream().cancel("the build was cancelled", null);
    return new SteermeshException(ErrorReason.CANCELLED, "the build was cancelled");
  }

  private void change(Runnable update) {
    lock.lock();
    try {
      update.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
