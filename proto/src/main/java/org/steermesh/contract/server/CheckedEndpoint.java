package org.steermesh.contract.server;

import io.grpc.BindableService;
import io.grpc.Drainable;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A service whose requests are parsed behind the interceptors, so that one which is not a message
 * of its type is refused as {@link MessageCheck} says. gRPC alone parses before them, where nothing
 * of ours can answer, and sends UNKNOWN.
 *
 * <p>Every {@code @GrpcService} extends this and hands over its methods, an object that is not a
 * bean. The generated base classes cannot do it themselves: their {@code bindService} is final.
 */
public abstract class CheckedEndpoint implements BindableService {

  private final BindableService methods;

  /** With the methods, for example a {@code VectorServiceImplBase}. */
  protected CheckedEndpoint(BindableService methods) {
    this.methods = methods;
  }

  @Override
  public final ServerServiceDefinition bindService() {
    ServerServiceDefinition unparsed =
        ServerInterceptors.useMarshalledMessages(methods.bindService(), new KeptBytes());
    ServerServiceDefinition.Builder checked =
        ServerServiceDefinition.builder(unparsed.getServiceDescriptor());
    unparsed.getMethods().forEach(method -> checked.addMethod(checked(method)));
    return checked.build();
  }

  private static <Q, R> ServerMethodDefinition<Q, R> checked(ServerMethodDefinition<Q, R> method) {
    return method.withServerCallHandler(new MessageCheck<>(method.getServerCallHandler()));
  }

  /** Bytes that stay: interceptors of Quarkus deliver them after gRPC has released its buffers. */
  private static final class KeptBytes implements MethodDescriptor.Marshaller<InputStream> {

    @Override
    public InputStream parse(InputStream stream) {
      if (stream instanceof Drainable) {
        // An answer, which is a message of ours that waits to be written.
        return stream;
      }
      try {
        return new ByteArrayInputStream(stream.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public InputStream stream(InputStream bytes) {
      return bytes;
    }
  }
}
