package org.steermesh.contract.server;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a caller's stream, taken at the pace of their reader: no more than a fixed number
 * of them waits here. For one reading thread.
 */
public final class Inbound<Q> {

  private final ServerCallStreamObserver<?> call;
  private final CallMonitor monitor;
  private final Queue<Q> arrived = new ArrayDeque<>();
  private boolean ended;

  Inbound(ServerCallStreamObserver<?> call, CallMonitor monitor, int ahead) {
    this.call = call;
    this.monitor = monitor;
    call.disableAutoRequest();
    call.request(ahead);
  }

  /**
   * The next message, or null at the end of the stream.
   *
   * @throws org.steermesh.contract.SteermeshException CANCELLED or DEADLINE_EXCEEDED when the
   *     caller is gone
   */
  public @Nullable Q next() {
    List<Q> one = taken(1, null);
    return one.isEmpty() ? null : one.getFirst();
  }

  /**
   * The next message, or null at the end of the stream, waited for no longer than a while.
   *
   * @throws org.steermesh.contract.SteermeshException STREAM_IDLE when it does not come, and what
   *     {@link #next()} throws
   */
  public @Nullable Q next(Duration limit) {
    List<Q> one = taken(1, limit);
    return one.isEmpty() ? null : one.getFirst();
  }

  /**
   * The messages that are here, waiting for the first; empty at the end of the stream. A caller
   * that sends ahead is served in batches, one that waits for each answer is not kept waiting.
   *
   * @param most at least 1
   * @param limit the first is waited for no longer
   * @throws org.steermesh.contract.SteermeshException STREAM_IDLE when it does not come, and what
   *     {@link #next()} throws
   */
  public List<Q> nextBatch(int most, Duration limit) {
    return taken(most, limit);
  }

  /**
   * So many messages, waiting for them; fewer only at the end of the stream. What is computed from
   * them together does not depend on when they arrive.
   *
   * @param count at least 1
   * @param limit each is waited for no longer
   * @throws org.steermesh.contract.SteermeshException STREAM_IDLE when one does not come, and what
   *     {@link #next()} throws
   */
  public List<Q> nextOf(int count, Duration limit) {
    List<Q> all = new ArrayList<>();
    List<Q> more = nextBatch(count, limit);
    while (!more.isEmpty()) {
      all.addAll(more);
      more = all.size() < count ? nextBatch(count - all.size(), limit) : List.of();
    }
    return all;
  }

  private List<Q> taken(int most, @Nullable Duration limit) {
    List<Q> batch = new ArrayList<>();
    monitor.awaitThen(
        () -> ended || !arrived.isEmpty(),
        () -> {
          while (batch.size() < most && !arrived.isEmpty()) {
            batch.add(arrived.remove());
          }
        },
        limit);
    if (!batch.isEmpty()) {
      call.request(batch.size());
    }
    return batch;
  }

  /** What gRPC's threads report to. */
  StreamObserver<Q> observer() {
    return new StreamObserver<>() {
      @Override
      public void onNext(Q message) {
        monitor.change(() -> arrived.add(message));
      }

      @Override
      public void onError(Throwable thrown) {
        monitor.cancel();
      }

      @Override
      public void onCompleted() {
        monitor.change(() -> ended = true);
      }
    };
  }
}
