package org.steermesh.generation.api.openai;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.steermesh.contract.ErrorReason;

/**
 * Reads the bodies of requests: bounded in size, in the time that their sender takes, and in what
 * all of them hold together.
 */
final class RequestBody {

  /** Most bytes of a body. */
  static final int MOST_BYTES = 2 << 20;

  /** Closed while its sender still writes, the connection would take the answer with it. */
  static final long LINGER_MILLIS = 1000;

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Reply reply;
  private final BodyRoom room;
  private final Buffer bytes = Buffer.buffer();
  private final AtomicInteger held = new AtomicInteger();
  private long timer;
  private boolean refused;

  private RequestBody(Vertx vertx, HttpServerRequest request, Reply reply, BodyRoom room) {
    this.vertx = vertx;
    this.request = request;
    this.reply = reply;
    this.room = room;
  }

  /**
   * Reads a body, or refuses it; on the connection's own thread.
   *
   * @param room where it is kept
   * @param whole takes it, and {@link #release releases} it in the end
   */
  static void read(
      Vertx vertx,
      HttpServerRequest request,
      Reply reply,
      BodyRoom room,
      Consumer<RequestBody> whole) {
    RequestBody body = new RequestBody(vertx, request, reply, room);
    body.timer =
        vertx.setTimer(
            Math.max(1, room.time().toMillis()),
            _ -> body.refuse(Problem.of(408, "the body did not come within " + seconds(room))));
    request.exceptionHandler(_ -> body.abandon());
    request.handler(body::add);
    request.endHandler(_ -> body.end(whole));
    if (request.method().equals(HttpMethod.POST) && !isJson(request)) {
      body.refuse(Problem.of(415, "the content-type must be application/json"));
    }
  }

  private static String seconds(BodyRoom room) {
    return room.time().toMillis() / 1000.0 + " seconds";
  }

  /** What a page of another site can send without being asked is something else. */
  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private void add(Buffer part) {
    if (refused) {
      return;
    }
    if (bytes.length() + part.length() > MOST_BYTES) {
      refuse(Problem.of(413, "the body is larger than " + MOST_BYTES + " bytes"));
    } else if (room.take(part.length())) {
      held.addAndGet(part.length());
      bytes.appendBuffer(part);
    } else {
      refuse(
          new Problem(
              429,
              "the bodies of other requests take all the room there is for them; retry later",
              null,
              ErrorReason.QUEUE_FULL.name(),
              Optional.of(RETRY_DELAY)));
    }
  }

  private void end(Consumer<RequestBody> whole) {
    vertx.cancelTimer(timer);
    if (refused) {
      reply.sent().onComplete(_ -> request.connection().close());
    } else {
      whole.accept(this);
    }
  }

  /** Its sender has gone. */
  private void abandon() {
    vertx.cancelTimer(timer);
    refused = true;
    release();
  }

  /**
   * Answers at once, and says that the connection ends with it. What still comes is dropped, for a
   * moment.
   */
  private void refuse(Problem problem) {
    vertx.cancelTimer(timer);
    refused = true;
    release();
    reply.header("connection", "close");
    problem.tell(reply);
    vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
  }

  /** As it came. */
  Buffer bytes() {
    return bytes;
  }

  /** Makes room for others. */
  void release() {
    room.give(held.getAndSet(0));
  }
}
