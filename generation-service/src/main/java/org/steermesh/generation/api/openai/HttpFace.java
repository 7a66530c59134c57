package org.steermesh.generation.api.openai;

import io.grpc.Context;
import io.grpc.Deadline;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.server.CallContext;
import org.steermesh.contract.server.CallErrors;
import org.steermesh.contract.server.DrainInterceptor;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.generation.api.Callers;
import org.steermesh.generation.config.OpenAiConfig;
import org.steermesh.host.Refusals;

/** The OpenAI-compatible HTTP server, on a port of its own. */
@Singleton
public final class HttpFace {

  /** What is answered when a call's time is over, or the service stops, has this long to leave. */
  private static final Duration LAST_BYTES = Duration.ofSeconds(1);

  /** The most that a body may take to come, where a whole call may take longer. */
  private static final Duration BODY_TIME = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final OpenAiConfig config;
  private final Methods methods;
  private final DrainInterceptor drain;
  private final BodyRoom room;
  private final Connections connections;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = timer();
  private @Nullable HttpServer server;

  HttpFace(Vertx vertx, OpenAiConfig config, Methods methods, DrainInterceptor drain) {
    this.vertx = vertx;
    this.config = config;
    this.methods = methods;
    this.drain = drain;
    this.room = new BodyRoom(config.bodyBytes(), shorter(BODY_TIME, config.timeLimit()));
    this.connections = new Connections(vertx, config.idleLimit());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Forgets the deadlines of calls that have ended. */
  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("openai-deadline").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Before anything that takes long, such as opening a model: the port may be taken. */
  void start(@Observes @Priority(2) StartupEvent event) {
    if (config.port() < 0 || config.port() > 65535) {
      throw StartRefused.because(
          "steermesh.openai.port is %d; it must be 0 to 65535".formatted(config.port()));
    }
    if (!config.timeLimit().isPositive()) {
      throw StartRefused.because(
          "steermesh.openai.time-limit is %s; it must be above 0".formatted(config.timeLimit()));
    }
    if (!config.idleLimit().isPositive()) {
      throw StartRefused.because(
          "steermesh.openai.idle-limit is %s; it must be above 0".formatted(config.idleLimit()));
    }
    if (config.bodyBytes() < RequestBody.MOST_BYTES) {
      throw StartRefused.because(
          "steermesh.openai.body-bytes is %d; it must be at least %d, the most of one body"
              .formatted(config.bodyBytes(), RequestBody.MOST_BYTES));
    }
    if (config.enabled()) {
      server = listening();
    }
  }

  private HttpServer listening() {
    long idle = config.timeLimit().plus(config.idleLimit()).toSeconds();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(Math.clamp(idle, 1, Integer.MAX_VALUE));
    try {
      return vertx
          .createHttpServer(options)
          .connectionHandler(connections::opened)
          .requestHandler(this::accept)
          .invalidRequestHandler(this::refuse)
          .listen(config.port(), config.host())
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw StartRefused.because(
          "HTTP port %d on %s cannot be opened: %s; choose another with steermesh.openai.port"
              .formatted(config.port(), config.host(), e.getCause()));
    }
  }

  /** Where it listens; 0 where it does not. */
  public int port() {
    return server == null ? 0 : server.actualPort();
  }

  /** After calls in flight have been waited for, and told that they end. */
  void stop(@Observes @Priority(2600) ShutdownEvent event) {
    HttpServer open = server;
    server = null;
    if (open != null) {
      open.close()
          .toCompletionStage()
          .toCompletableFuture()
          .completeOnTimeout(null, LAST_BYTES.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
    threads.shutdown();
    timer.shutdown();
  }

  private void accept(HttpServerRequest request) {
    connections.accepted(request);
    Reply reply = new Reply(request.response());
    RequestBody.read(vertx, request, reply, room, body -> take(request, body, reply));
  }

  /** What is no HTTP is told in the form of all errors, and ends the connection. */
  private void refuse(HttpServerRequest request) {
    Reply reply = new Reply(request.response());
    reply.header("connection", "close");
    Throwable why = request.decoderResult().cause();
    switch (why) {
      case TooLongHttpLineException line ->
          Problem.of(414, "the request line is too long: " + line.getMessage()).tell(reply);
      case TooLongHttpHeaderException header ->
          Problem.of(431, "the headers are too long: " + header.getMessage()).tell(reply);
      case null, default ->
          Problem.of(400, "the request cannot be read as HTTP/1.1: " + why).tell(reply);
    }
    vertx.setTimer(RequestBody.LINGER_MILLIS, _ -> request.connection().close());
  }

  /** Whatever becomes of it, its room is given back and something is answered. */
  private void take(HttpServerRequest request, RequestBody body, Reply reply) {
    try {
      begin(request, body, reply);
    } catch (RuntimeException e) {
      body.release();
      problem(request.method() + " " + request.path(), e).tell(reply);
    }
  }

  private void begin(HttpServerRequest request, RequestBody body, Reply reply) {
    Context.CancellableContext context =
        Callers.from(request.remoteAddress().hostAddress())
            .withDeadlineAfter(config.timeLimit().toNanos(), TimeUnit.NANOSECONDS, timer);
    reply.answers(context);
    Methods.Request read =
        new Methods.Request(
            request.method(),
            Objects.requireNonNullElse(request.path(), ""),
            body.bytes(),
            () -> reply.isLeft() || context.isCancelled());
    Runnable work =
        () -> {
          try {
            answer(read, reply, context);
          } finally {
            body.release();
          }
        };
    try {
      threads.execute(CallContext.current().wrap(() -> context.run(work)));
    } catch (RejectedExecutionException e) {
      context.cancel(e);
      throw e;
    }
  }

  private void answer(Methods.Request request, Reply reply, Context.CancellableContext context) {
    String name = request.method() + " " + request.path();
    boolean entered = drain.enter();
    try {
      if (!entered) {
        throw DrainInterceptor.refusal();
      }
      methods.answer(request, reply);
    } catch (InterruptedException | RuntimeException | Error e) {
      // Errors too: a request without an answer hangs until its reader leaves.
      problem(name, e).tell(reply);
    } finally {
      whenSent(
          reply,
          context,
          () -> {
            context.cancel(null);
            if (entered) {
              drain.leave();
            }
          });
    }
  }

  private static Problem problem(String name, Throwable thrown) {
    return Problem.of(
        StatusTranslator.read(CallErrors.translate(name, Refusals.translate(thrown))));
  }

  /** What is said but still on its way is part of the call, as long as that may take. */
  private void whenSent(Reply reply, Context context, Runnable then) {
    Deadline deadline = context.getDeadline();
    long left = deadline == null ? 0 : deadline.timeRemaining(TimeUnit.MILLISECONDS);
    AtomicBoolean done = new AtomicBoolean();
    Runnable once =
        () -> {
          if (!done.getAndSet(true)) {
            then.run();
          }
        };
    long latest = vertx.setTimer(Math.max(LAST_BYTES.toMillis(), left), _ -> once.run());
    reply
        .sent()
        .onComplete(_ -> {
          vertx.cancelTimer(latest);
          once.run();
        });
  }
}
