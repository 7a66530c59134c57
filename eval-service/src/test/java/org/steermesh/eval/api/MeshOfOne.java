package org.steermesh.eval.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.mesh.EmbeddedRedis;

/** Redis and free ports for this service alone; the other services are away. */
public final class MeshOfOne implements QuarkusTestResourceLifecycleManager {

  /** In tests clients are pointed at this service itself; on this port nothing listens. */
  private static final String NOBODY = "1";

  private @Nullable EmbeddedRedis redis;

  @Override
  public Map<String, String> start() {
    try {
      Path directory = Files.createTempDirectory(Path.of("target"), "redis");
      redis = EmbeddedRedis.start(directory);
      String port = Integer.toString(freePort());
      return Map.of(
          "steermesh.redis.url", redis.url(),
          "steermesh.redis.timeout", "60s",
          "steermesh.eval.concurrency", "0",
          "quarkus.grpc.server.port", port,
          "quarkus.grpc.server.test-port", port,
          "quarkus.http.test-port", "0",
          "quarkus.grpc.clients.generation.test-port", NOBODY,
          "quarkus.grpc.clients.vector.test-port", NOBODY,
          "quarkus.grpc.clients.activation.test-port", NOBODY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
