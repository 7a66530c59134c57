package org.steermesh.host;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * The request side of a streaming call, read by a thread that may wait. Never more than a window of
 * messages is held: the next is asked of the caller when one is taken.
 *
 * @param <Q> the request message
 */
public final class RequestStream<Q> implements StreamObserver<Q> {

  private final ServerCallStreamObserver<?> call;
  private final Queue<Q> arrived = new ArrayDeque<>();
  private boolean complete;
  private boolean cancelled;

  /**
   * Takes over the flow control of a call; to be constructed before the service method returns.
   *
   * @param call the call's own observer
   * @param window most messages held, at least 1
   */
  public RequestStream(ServerCallStreamObserver<?> call, int window) {
    this.call = call;
    call.disableAutoRequest();
    call.request(window);
  }

  /** Waits for one message; empty when the caller is done. */
  public List<Q> takeOne() {
    return take(1, 1);
  }

  /** Waits for at least one message and takes up to {@code most}; empty when the caller is done. */
  public List<Q> takeArrived(int most) {
    return take(1, most);
  }

  /** Waits for {@code count} messages, at most the window; fewer when the caller is done. */
  public List<Q> takeFull(int count) {
    return take(count, count);
  }

  private List<Q> take(int least, int most) {
    List<Q> taken = new ArrayList<>();
    synchronized (this) {
      while (arrived.size() < least && !complete && !cancelled) {
        waitForChange();
      }
      if (cancelled) {
        throw new EngineException(EngineReason.CANCELLED, "the caller cancelled");
      }
      while (taken.size() < most && !arrived.isEmpty()) {
        taken.add(arrived.remove());
      }
    }
    if (!taken.isEmpty()) {
      call.request(taken.size());
    }
    return taken;
  }

  private void waitForChange() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(EngineReason.CANCELLED, "the service is stopping");
    }
  }

  @Override
  public synchronized void onNext(Q message) {
    arrived.add(message);
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable error) {
    cancelled = true;
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    complete = true;
    notifyAll();
  }
}
