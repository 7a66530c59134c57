package org.steermesh.contract.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.ExceptionHandler;
import io.quarkus.grpc.ExceptionHandlerProvider;
import jakarta.inject.Singleton;
import java.util.Objects;

/**
 * Translates the exceptions that service methods throw. Replaces Quarkus' own provider, which sends
 * class names and messages of anything thrown.
 */
@Singleton
public final class ErrorHandlerProvider implements ExceptionHandlerProvider {

  @Override
  public <Q, R> ExceptionHandler<Q, R> createHandler(
      ServerCall.Listener<Q> listener, ServerCall<Q, R> call, Metadata headers) {
    return new TranslatingHandler<>(listener, call, headers);
  }

  @Override
  public Throwable transform(Throwable thrown) {
    return CallErrors.translate("a call", thrown);
  }

  private static final class TranslatingHandler<Q, R> extends ExceptionHandler<Q, R> {

    TranslatingHandler(ServerCall.Listener<Q> listener, ServerCall<Q, R> call, Metadata headers) {
      super(listener, call, headers);
    }

    @Override
    protected void handleException(Throwable thrown, ServerCall<Q, R> call, Metadata headers) {
      StatusRuntimeException told =
          CallErrors.translate(call.getMethodDescriptor().getFullMethodName(), thrown);
      call.close(
          told.getStatus(), Objects.requireNonNullElseGet(told.getTrailers(), Metadata::new));
    }
  }
}
