package org.steermesh.generation.api.openai;

import io.grpc.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** The answer to one HTTP request, sent at the pace of its reader by one thread. */
final class Reply {

  /** A reader who leaves wakes the sender; this is for one who does so between two looks. */
  private static final long LOOK_MILLIS = 500;

  private final HttpServerResponse response;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean left;
  private volatile Future<Void> sent = Future.succeededFuture();
  private volatile Context.@Nullable CancellableContext call;

  /** Before anything is sent; on the connection's own thread. */
  Reply(HttpServerResponse response) {
    this.response = response;
    response.drainHandler(_ -> wake());
    response.closeHandler(_ -> {
      left = true;
      if (call != null) {
        call.cancel(null);
      }
      wake();
    });
  }

  /**
   * From now on it answers a call, which ends when the reader goes and whose deadline ends the
   * sending; on the connection's own thread.
   */
  void answers(Context.CancellableContext context) {
    call = context;
    context.addListener(_ -> wake(), Runnable::run);
    if (left) {
      context.cancel(null);
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the reader has gone. */
  boolean isLeft() {
    return left;
  }

  /** Whether the status has been sent. */
  boolean isBegun() {
    return response.headWritten();
  }

  /** Adds a header, before the first byte. */
  void header(String name, String value) {
    response.putHeader(name, value);
  }

  /** The whole answer. */
  void json(int status, JsonObject body) {
    if (!left) {
      ending(
          response
              .setStatusCode(status)
              .putHeader("content-type", "application/json")
              .end(body.encode()));
    }
  }

  private void ending(Future<Void> end) {
    sent = end.onFailure(_ -> left = true);
  }

  /** Done when the last byte is on its way, or nobody waits for it any more. */
  Future<Void> sent() {
    return sent;
  }

  /**
   * One event of a stream, when the reader is ready for it.
   *
   * @throws SteermeshException CANCELLED when the reader has gone, DEADLINE_EXCEEDED when it is not
   *     ready in time
   */
  void event(String data) {
    await();
    if (!isBegun()) {
      response
          .setChunked(true)
          .putHeader("content-type", "text/event-stream; charset=utf-8")
          .putHeader("cache-control", "no-cache");
    }
    response.write(framed(data)).onFailure(_ -> left = true);
  }

  private static String framed(String data) {
    return "data: " + data + "\n\n";
  }

  private void await() {
    lock.lock();
    try {
      while (!left && !isOver() && response.writeQueueFull()) {
        changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      left = true;
    } finally {
      lock.unlock();
    }
    if (left) {
      throw new SteermeshException(ErrorReason.CANCELLED, "the reader has gone");
    }
    if (isOver()) {
      throw new SteermeshException(ErrorReason.DEADLINE_EXCEEDED, "the call's deadline passed");
    }
  }

  private boolean isOver() {
    return call != null && call.isCancelled();
  }

  /** After the last event. */
  void end() {
    ending(response.end());
  }

  /** Ends a stream with an event, whether or not anybody reads it. */
  void end(String data) {
    ending(response.end(framed(data)));
  }
}
