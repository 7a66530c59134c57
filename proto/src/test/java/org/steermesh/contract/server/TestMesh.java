package org.steermesh.contract.server;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One service behind the interceptors on a real port, as Quarkus would arrange them. */
final class TestMesh implements AutoCloseable {

  static final int LARGEST_MESSAGE = 1 << 20;

  final DrainInterceptor drain;
  final ManagedChannel channel;
  private final DeadlineInterceptor deadline = new DeadlineInterceptor();
  private final Server server;

  TestMesh(BindableService service, ServerInterceptor... outermost) throws Exception {
    this(service, Duration.ofSeconds(30), outermost);
  }

  TestMesh(BindableService service, Duration drainLimit, ServerInterceptor... outermost)
      throws Exception {
    drain = new DrainInterceptor(drainLimit);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .addService(service)
            .intercept(new Handlers(new ErrorHandlerProvider()))
            .intercept(new ErrorInterceptor())
            .intercept(drain)
            .intercept(deadline);
    for (ServerInterceptor interceptor : outermost) {
      builder.intercept(interceptor);
    }
    server = builder.build().start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .maxInboundMessageSize(16 << 20)
            .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    deadline.stop();
  }

  /** What Quarkus does with an ExceptionHandlerProvider. */
  private record Handlers(ErrorHandlerProvider provider) implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      return provider.createHandler(next.startCall(call, headers), call, headers);
    }
  }
}
