package org.steermesh.contract.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the caller's deadline and cancellation on the gRPC context where the server's transport does
 * not: work sees both, and calls to other services inherit both.
 */
@GlobalInterceptor
@Singleton
public final class DeadlineInterceptor implements ServerInterceptor, Prioritized {

  private static final Metadata.Key<String> TIMEOUT =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern FORM = Pattern.compile("(\\d{1,8})([HMSmun])");

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("deadline").factory());

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Context.CancellableContext context = contextOf(headers.get(TIMEOUT));
    ServerCall.Listener<Q> listener;
    try {
      listener = Contexts.interceptCall(context, call, headers, next);
    } catch (RuntimeException failed) {
      context.cancel(null);
      throw failed;
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onCancel() {
        // First, so that work stops even while the listener's own thread is busy.
        context.cancel(null);
        super.onCancel();
      }

      @Override
      public void onComplete() {
        super.onComplete();
        context.cancel(null);
      }
    };
  }

  @Override
  public int getPriority() {
    return 1000;
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }

  private Context.CancellableContext contextOf(@Nullable String timeout) {
    Context current = Context.current();
    Matcher form = FORM.matcher(timeout == null ? "" : timeout);
    if (current.getDeadline() != null || !form.matches()) {
      return current.withCancellation();
    }
    return current.withDeadlineAfter(Long.parseLong(form.group(1)), unit(form.group(2)), timer);
  }

  private static TimeUnit unit(String letter) {
    return switch (letter) {
      case "H" -> TimeUnit.HOURS;
      case "M" -> TimeUnit.MINUTES;
      case "S" -> TimeUnit.SECONDS;
      case "m" -> TimeUnit.MILLISECONDS;
      case "u" -> TimeUnit.MICROSECONDS;
      default -> TimeUnit.NANOSECONDS;
    };
  }
}
