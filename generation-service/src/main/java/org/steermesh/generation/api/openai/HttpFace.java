package org.steermesh.generation.api.openai;

import io.grpc.Context;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.server.CallErrors;
import org.steermesh.contract.server.DrainInterceptor;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.generation.api.Callers;
import org.steermesh.generation.config.OpenAiConfig;
import org.steermesh.host.Refusals;

/** The OpenAI-compatible HTTP server, on a port of its own. */
@Singleton
public final class HttpFace {

  private final Vertx vertx;
  private final OpenAiConfig config;
  private final Methods methods;
  private final DrainInterceptor drain;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("openai-deadline").factory());
  private @Nullable HttpServer server;

  HttpFace(Vertx vertx, OpenAiConfig config, Methods methods, DrainInterceptor drain) {
    this.vertx = vertx;
    this.config = config;
    this.methods = methods;
    this.drain = drain;
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
    if (config.enabled()) {
      server = listening();
    }
  }

  private HttpServer listening() {
    HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
    try {
      return vertx
          .createHttpServer(options)
          .requestHandler(this::accept)
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

  /** After calls in flight have been waited for. */
  void stop(@Observes @Priority(2550) ShutdownEvent event) {
    if (server != null) {
      server.close().toCompletionStage().toCompletableFuture().join();
    }
    threads.shutdown();
    timer.shutdown();
  }

  private void accept(HttpServerRequest request) {
    Context.CancellableContext context =
        Callers.from(request.remoteAddress().hostAddress())
            .withDeadlineAfter(config.timeLimit().toNanos(), TimeUnit.NANOSECONDS, timer);
    Reply reply = new Reply(request.response(), () -> context.cancel(null));
    RequestBody.read(
        vertx,
        request,
        reply,
        body -> {
          Methods.Request read =
              new Methods.Request(
                  request.method(),
                  Objects.requireNonNullElse(request.path(), ""),
                  body,
                  () -> reply.isLeft() || context.isCancelled());
          threads.execute(() -> context.run(() -> answer(read, reply, context)));
        });
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
      Problem.of(StatusTranslator.read(CallErrors.translate(name, Refusals.translate(e))))
          .tell(reply);
    } finally {
      context.cancel(null);
      if (entered) {
        drain.leave();
      }
    }
  }
}
