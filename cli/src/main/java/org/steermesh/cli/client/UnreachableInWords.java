package org.steermesh.cli.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/** Says which service does not answer, and where it was looked for. */
record UnreachableInWords(String service, String address) implements ClientInterceptor {

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(inWords(status, trailers), trailers);
              }
            },
            headers);
      }
    };
  }

  private Status inWords(Status status, Metadata trailers) {
    if (status.getCode() != Status.Code.UNAVAILABLE || trailers.containsKey(DETAILS)) {
      return status;
    }
    return status.withDescription(
        "no "
            + service
            + " answers at "
            + address
            + "; start a mesh with: ./steer up --detach, or say where one runs with --data, --host or"
            + " --port-base");
  }
}
