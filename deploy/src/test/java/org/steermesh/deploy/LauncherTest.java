package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.MeshState;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.mesh.Service;

final class LauncherTest {

  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void chooseData() {
    data = folder.resolve("data");
  }

  @Test
  void takenPortIsRefusedBeforeAnythingStarts() throws IOException, InterruptedException {
    PortPlan plan = PortPlan.free();
    int base = plan.grpcPort(Service.ACTIVATION) - 1;
    try (ServerSocket taken =
        new ServerSocket(plan.grpcPort(Service.EVAL), 1, InetAddress.getLoopbackAddress())) {
      String error =
          SteerProcess.run(
              3,
              "up",
              "--model",
              SteerProcess.smallModel().toString(),
              "--data",
              data.toString(),
              "--port-base",
              Integer.toString(base));
      assertThat(error)
          .contains("port " + taken.getLocalPort() + ", which eval-service (gRPC) should get")
          .contains("--port-base N");
    }
  }

  @Test
  void interruptStopsEverythingAndASecondMeshOnTheDataIsRefused()
      throws IOException, InterruptedException {
    try (RunningMesh mesh = RunningMesh.start(data)) {
      String error = up(3);
      assertThat(error).contains("a mesh already runs on the data in " + data);
      StopSignal stop = StopSignal.here();
      signal(stop.name(), mesh.launcher().handle().pid());
      assertThat(mesh.launcher().awaitEnd()).isEqualTo(stop.status());
      mesh.assertAllGone();
    }
  }

  @Test
  void downStopsTheMeshThatUpStarted() throws IOException, InterruptedException {
    try (RunningMesh mesh = RunningMesh.start(data)) {
      assertThat(SteerProcess.run(0, "down", "--json", "--data", data.toString()))
          .contains("\"stopped\": \"" + data + "\"");
      mesh.assertAllGone();
      assertThat(mesh.launcher().handle().isAlive()).isFalse();
    }
  }

  @Test
  void meshInTheBackgroundOutlivesItsCommandUntilDown() throws IOException, InterruptedException {
    String said = up(0, "--detach");
    try {
      MeshState state = MeshState.find(data).orElseThrow();
      assertThat(said).startsWith("ready in ").contains("./steer down --data " + data);
      for (MeshState.Part part : state.services()) {
        assertThat(said).contains("127.0.0.1:" + part.grpcPort());
      }
      assertThat(state.launcher().orElseThrow().isAlive()).isTrue();
      assertThat(SteerProcess.run(0, "vector", "list", "--json", "--data", data.toString()))
          .contains("\"vectors\": []");
      assertThat(up(3, "--detach")).contains("a mesh already runs on the data in " + data);
    } finally {
      SteerProcess.run(0, "down", "--data", data.toString());
    }
    assertThat(MeshState.find(data)).isEmpty();
  }

  @Test
  void killedLauncherLeavesNoProcessAndUpWorksAgainOnTheSamePorts()
      throws IOException, InterruptedException {
    try (RunningMesh killed = RunningMesh.start(data)) {
      signal("KILL", killed.launcher().handle().pid());
      killed.launcher().awaitEnd();
      SteerProcess.run(
          0,
          "up",
          "--detach",
          "--model",
          SteerProcess.smallModel().toString(),
          "--data",
          data.toString(),
          "--port-base",
          Integer.toString(killed.port(Service.ACTIVATION) - 1));
      killed.assertAllGone();
      SteerProcess.run(0, "down", "--data", data.toString());
    }
  }

  @Test
  void modelThatCannotBeOpenedIsRefusedInOneSentence() throws IOException, InterruptedException {
    Path model = Files.createDirectories(folder.resolve("gpt2"));
    Files.writeString(model.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
    String said =
        SteerProcess.run(
            1,
            "up",
            "--model",
            model.toString(),
            "--data",
            data.toString(),
            "--port-base",
            Integer.toString(PortPlan.free().grpcPort(Service.ACTIVATION) - 1));
    assertThat(said)
        .contains("model_type gpt2 is not supported; supported: llama")
        .contains("Its whole log: " + data.resolve("logs"))
        .doesNotContain("\tat ");
  }

  @Test
  void whatStopsAMeshInTheBackgroundIsSaid() throws IOException, InterruptedException {
    int port = PortPlan.free().redis();
    assertThat(up(3, "--detach", "--redis", "redis://127.0.0.1:" + port))
        .contains("steer up: no Redis answers at redis://127.0.0.1:" + port);
    assertThat(MeshState.find(data)).isEmpty();
  }

  private String up(int status, String... options) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "up",
                "--model",
                SteerProcess.smallModel().toString(),
                "--data",
                data.toString(),
                "--port-base",
                Integer.toString(PortPlan.free().grpcPort(Service.ACTIVATION) - 1)));
    arguments.addAll(List.of(options));
    return SteerProcess.run(status, arguments.toArray(String[]::new));
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    assertThat(status).isZero();
  }
}
