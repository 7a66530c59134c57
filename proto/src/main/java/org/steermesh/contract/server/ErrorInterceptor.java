package org.steermesh.contract.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Objects;

/**
 * Translates the exceptions that services hand to {@code onError}: gRPC alone would send each as
 * UNKNOWN.
 */
@GlobalInterceptor
@Singleton
public final class ErrorInterceptor implements ServerInterceptor, Prioritized {

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return next.startCall(new TranslatingCall<>(call), headers);
  }

  @Override
  public int getPriority() {
    return 800;
  }

  private static final class TranslatingCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    TranslatingCall(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      Throwable cause = status.getCause();
      if (status.getCode() != Status.Code.UNKNOWN || cause == null) {
        super.close(status, trailers);
        return;
      }
      StatusRuntimeException told =
          CallErrors.translate(getMethodDescriptor().getFullMethodName(), cause);
      super.close(
          told.getStatus(), Objects.requireNonNullElseGet(told.getTrailers(), Metadata::new));
    }
  }
}
