package org.steermesh.host.testing;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the service under test on free ports, with the golden checkpoint. */
public final class HostedModel implements QuarkusTestResourceLifecycleManager {

  private static final int MOST_BYTES = 64 << 20;

  @Override
  public Map<String, String> start() {
    return Map.of(
        "steermesh.model.directory",
        Golden.model().toString(),
        "steermesh.model.name",
        "golden",
        "steermesh.sae.directories",
        Golden.saes() + "," + UnfitSaes.write(),
        "quarkus.grpc.server.test-port",
        freePort(),
        "quarkus.http.test-port",
        "0",
        "steermesh.openai.port",
        "0",
        // Nobody listens there: vector-service is away. Unset, Quarkus would take our own port.
        "quarkus.grpc.clients.vector.test-port",
        freePort());
  }

  @Override
  public void stop() {}

  /** A channel to the service under test; the caller closes it. */
  public static ManagedChannel channel() {
    int port = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
    return ManagedChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .maxInboundMessageSize(MOST_BYTES)
        .build();
  }

  private static String freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
