package org.steermesh.generation.api.openai;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads the bodies of requests: bounded in size and in the time that their sender takes. */
final class RequestBody {

  private static final int MOST_BYTES = 2 << 20;
  private static final long MOST_MILLIS = 30_000;

  /** Closed at once, the connection would take the answer with it. */
  private static final long LINGER_MILLIS = 1000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Reply reply;
  private final Buffer body = Buffer.buffer();
  private boolean refused;

  private RequestBody(Vertx vertx, HttpServerRequest request, Reply reply) {
    this.vertx = vertx;
    this.request = request;
    this.reply = reply;
  }

  /**
   * Reads a body, or refuses it; on the connection's own thread.
   *
   * @param whole takes it
   */
  static void read(Vertx vertx, HttpServerRequest request, Reply reply, Consumer<Buffer> whole) {
    RequestBody reading = new RequestBody(vertx, request, reply);
    if (request.method().equals(HttpMethod.POST) && !isJson(request)) {
      reading.refuse(Problem.of(415, "the content-type must be application/json"));
      return;
    }
    long timer =
        vertx.setTimer(
            MOST_MILLIS,
            _ -> reading.refuse(Problem.of(408, "the body did not come within 30 seconds")));
    request.exceptionHandler(_ -> vertx.cancelTimer(timer));
    request.handler(reading::add);
    request.endHandler(_ -> {
      vertx.cancelTimer(timer);
      if (!reading.refused) {
        whole.accept(reading.body);
      }
    });
  }

  /** What a page of another site can send without being asked is something else. */
  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private void add(Buffer part) {
    if (!refused && body.length() + part.length() > MOST_BYTES) {
      refuse(Problem.of(413, "the body is larger than " + MOST_BYTES + " bytes"));
    } else if (!refused) {
      body.appendBuffer(part);
    }
  }

  /** Answers at once; what still comes is dropped, and the connection with it a moment later. */
  private void refuse(Problem problem) {
    refused = true;
    problem.tell(reply);
    vertx.setTimer(LINGER_MILLIS, _ -> request.connection().close());
  }
}
