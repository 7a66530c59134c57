package org.steermesh.host;

import io.grpc.stub.ServerCallStreamObserver;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/**
 * The response side of a streaming call, written by one thread that may wait: a message is sent
 * only when the transport has room for it, so a caller that does not read is not served ahead.
 *
 * @param <A> the response message
 */
public final class ResponseStream<A> {

  private final ServerCallStreamObserver<A> call;

  /** Watches a call's readiness; to be constructed before the service method returns. */
  public ResponseStream(ServerCallStreamObserver<A> call) {
    this.call = call;
    call.setOnReadyHandler(this::changed);
    call.setOnCancelHandler(this::changed);
  }

  /**
   * Sends one message, waiting for room.
   *
   * @throws EngineException CANCELLED when the caller went away
   */
  public void send(A message) {
    awaitRoom();
    call.onNext(message);
  }

  /** Ends the call well. */
  public void complete() {
    call.onCompleted();
  }

  private synchronized void awaitRoom() {
    while (!call.isReady()) {
      if (call.isCancelled()) {
        throw new EngineException(EngineReason.CANCELLED, "the caller cancelled");
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineException(EngineReason.CANCELLED, "the service is stopping");
      }
    }
  }

  private synchronized void changed() {
    notifyAll();
  }
}
