package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Ports;
import org.steermesh.cli.mesh.Service;

/** A service that cannot start says why in one line, and does not say that it started. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class RefusedStartTest {

  @TempDir Path empty;

  @Test
  void aFolderWithoutAModelEndsTheStartWithOneLine() throws Exception {
    for (Service service : List.of(Service.ACTIVATION, Service.GENERATION)) {
      assertThat(refusal(service, "steermesh.model.directory=" + empty))
          .contains(empty.toString())
          .contains("config.json");
    }
  }

  @Test
  void aModelThatIsNotNamedEndsTheStartWithOneLine() throws Exception {
    assertThat(refusal(Service.ACTIVATION)).contains("steermesh.model.directory is not set");
  }

  @Test
  void aRedisUrlThatIsNoneEndsTheStartWithOneLine() throws Exception {
    for (Service service : List.of(Service.VECTOR, Service.EVAL)) {
      assertThat(refusal(service, "steermesh.redis.url=nowhere"))
          .contains("steermesh.redis.url")
          .contains("redis://HOST:PORT");
    }
  }

  @Test
  void aTakenPortEndsTheStartWithOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(refusal(Service.VECTOR, "quarkus.grpc.server.port=" + taken.getLocalPort()))
          .contains("gRPC port " + taken.getLocalPort());
    }
  }

  /** The one line that a service prints before it ends with exit code 1. */
  private static String refusal(Service service, String... settings)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // A slow machine is not what this is about; Vert.x would tell of it in more lines.
                "-Dquarkus.vertx.max-event-loop-execute-time=60s",
                "-Dquarkus.grpc.server.port=" + Ports.free(),
                "-Dquarkus.http.port=" + Ports.free()));
    for (String setting : settings) {
      command.add("-D" + setting);
    }
    command.add("-jar");
    command.add(
        SteerProcess.home()
            .resolve(service.shortName() + "-service/target/quarkus-app/quarkus-run.jar")
            .toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output.lines()).hasSize(1);
    return output;
  }
}
