package org.steermesh.contract.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Objects;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;

/**
 * Refuses a call with MESSAGE_MALFORMED when one of its messages does not parse. To the service it
 * then looks as if the caller had gone away; what it still sends is dropped.
 */
final class MessageCheck<Q, R> implements ServerCallHandler<Q, R> {

  private final ServerCallHandler<Q, R> method;

  /** Before a method that parses what it is handed. */
  MessageCheck(ServerCallHandler<Q, R> method) {
    this.method = method;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
    RefusableCall<Q, R> refusable = new RefusableCall<>(call);
    return new SimpleForwardingServerCallListener<>(method.startCall(refusable, headers)) {
      @Override
      public void onMessage(Q message) {
        if (refusable.isRefused()) {
          return;
        }
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException thrown) {
          if (!(thrown.getCause() instanceof InvalidProtocolBufferException malformed)) {
            throw thrown;
          }
          refusable.refuse(refusal(call.getMethodDescriptor(), malformed));
          super.onCancel();
        }
      }

      @Override
      public void onHalfClose() {
        if (!refusable.isRefused()) {
          super.onHalfClose();
        }
      }
    };
  }

  private static StatusRuntimeException refusal(
      MethodDescriptor<?, ?> method, InvalidProtocolBufferException malformed) {
    String type = requestType(method);
    String message =
        "a message to %s does not parse: %s It must be a %s in protobuf's binary encoding."
            .formatted(method.getFullMethodName(), malformed.getMessage(), type);
    return StatusTranslator.toGrpc(
        new SteermeshException(ErrorReason.MESSAGE_MALFORMED, message)
            .with("method", method.getFullMethodName())
            .with("message_type", type));
  }

  private static String requestType(MethodDescriptor<?, ?> method) {
    return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema
        ? schema.getMethodDescriptor().getInputType().getFullName()
        : "message of the method's type";
  }

  /** A call that ends once: the service's thread may not know yet that it was refused. */
  private static final class RefusableCall<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private boolean closed;
    private boolean refused;

    RefusableCall(ServerCall<Q, R> call) {
      super(call);
    }

    synchronized boolean isRefused() {
      return refused;
    }

    synchronized void refuse(StatusRuntimeException told) {
      refused = true;
      if (!closed) {
        super.close(told.getStatus(), Objects.requireNonNull(told.getTrailers()));
      }
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!refused) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(R message) {
      if (!refused) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!refused) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }
}
