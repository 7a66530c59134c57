package org.steermesh.contract.server;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stops the start when the gRPC port is taken: the server alone would log that and stay up without
 * it. The port is tried right before the server opens it; the start ends right after.
 */
@Singleton
public final class PortCheck implements ServerBuilderCustomizer<VertxServerBuilder> {

  private volatile @Nullable String refusal;

  @Override
  public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
    if (LaunchMode.current() == LaunchMode.TEST) {
      // Tests take another port than the configured one.
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      // The server will find the same, and would tell it too, with a stack trace.
      Logger.getLogger(GrpcServerRecorder.class.getName()).setLevel(Level.OFF);
      refusal =
          "gRPC port %d on %s cannot be opened: %s; choose another with quarkus.grpc.server.port"
              .formatted(config.port(), config.host(), e.getMessage());
    }
  }

  /** Before anything that takes long, such as opening a model. */
  void start(@Observes @Priority(1) StartupEvent event) {
    if (refusal != null) {
      throw StartRefused.because(refusal);
    }
  }
}
