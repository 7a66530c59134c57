package org.steermesh.eval.config;

import io.grpc.netty.NettyServerBuilder;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Stops the start when the gRPC port is taken: the server alone would log that and stay up without
 * it.
 */
@Singleton
class PortCheck implements ServerBuilderCustomizer<NettyServerBuilder> {

  @Override
  public void customize(GrpcServerConfiguration config, NettyServerBuilder builder) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      throw new IllegalStateException(
          "gRPC port %d on %s cannot be opened: %s; choose another with quarkus.grpc.server.port"
              .formatted(config.port(), config.host(), e.getMessage()),
          e);
    }
  }
}
