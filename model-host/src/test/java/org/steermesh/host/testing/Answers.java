package org.steermesh.host.testing;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Collects the answers of an asynchronous call.
 *
 * @param <A> the answer message
 */
public final class Answers<A> implements StreamObserver<A> {

  private static final long LIMIT_SECONDS = 60;

  private final List<A> received = new CopyOnWriteArrayList<>();
  private final CompletableFuture<List<A>> whole = new CompletableFuture<>();

  @Override
  public void onNext(A answer) {
    received.add(answer);
  }

  @Override
  public void onError(Throwable error) {
    whole.completeExceptionally(error);
  }

  @Override
  public void onCompleted() {
    whole.complete(received);
  }

  /** What has come so far. */
  public List<A> received() {
    return received;
  }

  /** Waits for the end of a call that ends well. */
  public List<A> all() throws InterruptedException, TimeoutException {
    try {
      return whole.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the call ended with an error", e.getCause());
    }
  }

  /** Waits for the end of a call that ends with an error. */
  public Throwable error() throws InterruptedException, TimeoutException {
    try {
      throw new AssertionError("no error after " + whole.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }
}
