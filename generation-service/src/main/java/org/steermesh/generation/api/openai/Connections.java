package org.steermesh.generation.api.openai;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Closes connections on which no request begins for too long, however slowly one is written. */
final class Connections {

  private final Vertx vertx;
  private final long limitMillis;
  private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();
  private final Map<HttpConnection, HttpServerRequest> answered = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param limit within which a connection has to bring the next request
   */
  Connections(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limitMillis = Math.max(1, limit.toMillis());
  }

  /** A connection is there. */
  void opened(HttpConnection connection) {
    await(connection);
    connection.closeHandler(_ -> {
      answered.remove(connection);
      forget(timers.remove(connection));
    });
  }

  /** A request has come; after its answer the next is waited for. */
  void accepted(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    answered.put(connection, request);
    forget(timers.remove(connection));
    request
        .response()
        .endHandler(_ -> {
          // False where the next request came together with this one and has begun.
          if (answered.remove(connection, request)) {
            await(connection);
          }
        });
  }

  private void await(HttpConnection connection) {
    long timer = vertx.setTimer(limitMillis, _ -> end(connection));
    forget(timers.put(connection, timer));
  }

  private void end(HttpConnection connection) {
    // Without a timer the next request has come at this moment.
    if (timers.remove(connection) != null && !answered.containsKey(connection)) {
      connection.close();
    }
  }

  private void forget(@Nullable Long timer) {
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
