package org.steermesh.contract.server;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jboss.logging.Logger;

/**
 * Stops the start when the gRPC port is taken: the server alone would log that and stay up without
 * it. It is asked right before the port is opened.
 */
@Singleton
public final class PortCheck implements ServerBuilderCustomizer<VertxServerBuilder> {

  private static final Logger LOG = Logger.getLogger(PortCheck.class);

  @Override
  public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
    if (LaunchMode.current() == LaunchMode.TEST) {
      // Tests take another port than the configured one.
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      LOG.errorf(
          "gRPC port %d on %s cannot be opened: %s; choose another with quarkus.grpc.server.port",
          config.port(), config.host(), e.getMessage());
      Quarkus.asyncExit(1);
    }
  }
}
