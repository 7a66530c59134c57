package org.steermesh.contract.server;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;

/** The answers of a streaming call, sent at the pace of their reader. For one thread. */
public final class Outbound<R> {

  private final ServerCallStreamObserver<R> observer;
  private final CallMonitor monitor;

  Outbound(ServerCallStreamObserver<R> observer, CallMonitor monitor) {
    this.observer = observer;
    this.monitor = monitor;
    observer.setOnReadyHandler(monitor::wake);
  }

  /**
   * Sends an answer, waiting until the transport takes it.
   *
   * @throws org.steermesh.contract.SteermeshException CANCELLED or DEADLINE_EXCEEDED when nobody
   *     waits for it any more
   */
  public void send(R message) {
    monitor.awaitThen(observer::isReady, () -> {});
    observer.onNext(message);
  }

  /**
   * Sends an answer, waiting no longer than a while until the transport takes it.
   *
   * @throws org.steermesh.contract.SteermeshException STREAM_IDLE when the caller takes none, and
   *     what {@link #send(Object)} throws
   */
  public void send(R message, Duration limit) {
    monitor.awaitThen(observer::isReady, () -> {}, limit);
    observer.onNext(message);
  }

  /** Whether nobody waits for answers any more; cheap, from any thread. */
  public boolean isCancelled() {
    return monitor.isCancelled();
  }
}
