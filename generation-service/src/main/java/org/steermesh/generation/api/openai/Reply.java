package org.steermesh.generation.api.openai;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

  /**
   * Before anything is sent; on the connection's own thread.
   *
   * @param onLeave when the reader goes before all is sent
   */
  Reply(HttpServerResponse response, Runnable onLeave) {
    this.response = response;
    response.drainHandler(_ -> wake());
    response.closeHandler(_ -> {
      left = true;
      onLeave.run();
      wake();
    });
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
      response
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .end(body.encode())
          .onFailure(_ -> left = true);
    }
  }

  /**
   * One event of a stream, when the reader is ready for it.
   *
   * @throws SteermeshException CANCELLED when the reader has gone
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
      while (!left && response.writeQueueFull()) {
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
  }

  /** After the last event. */
  void end() {
    response.end().onFailure(_ -> left = true);
  }

  /** Ends a stream with an event, whether or not anybody reads it. */
  void end(String data) {
    response.end(framed(data)).onFailure(_ -> left = true);
  }
}
