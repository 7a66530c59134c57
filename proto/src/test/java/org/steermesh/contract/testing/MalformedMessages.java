package org.steermesh.contract.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;

/** Sends what no stub sends: bytes that are no message of any type. */
public final class MalformedMessages {

  /** Field 1, 127 bytes long, of which there is one. */
  public static final byte[] TRUNCATED = ByteString.fromHex("0a7f41").toByteArray();

  private static final long LIMIT_SECONDS = 60;

  private MalformedMessages() {}

  /** Asserts that every method of a service refuses a first message that is none. */
  public static void assertRefused(Channel channel, ServiceDescriptor service) throws Exception {
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      RemoteError error = sendTo(channel, raw(method));
      assertThat(error.reason()).as("%s", error).isEqualTo("MESSAGE_MALFORMED");
      assertThat(error.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(error.message()).contains(method.getFullMethodName()).contains("must be a ");
    }
  }

  private static <R> RemoteError sendTo(Channel channel, MethodDescriptor<byte[], R> method)
      throws Exception {
    CompletableFuture<RemoteError> error = new CompletableFuture<>();
    ClientCall<byte[], R> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            error.complete(StatusTranslator.read(status.asRuntimeException(trailers)));
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(TRUNCATED);
    call.halfClose();
    return error.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** The method for requests that are bytes, any bytes. */
  public static <R> MethodDescriptor<byte[], R> raw(MethodDescriptor<?, R> method) {
    return method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("only sends");
    }
  }
}
