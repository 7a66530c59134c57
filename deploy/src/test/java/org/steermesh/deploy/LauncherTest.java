package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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

  @AfterEach
  void stopWhatAFailureLeft() throws IOException, InterruptedException {
    if (MeshState.find(data).isPresent()) {
      SteerProcess.run(0, "down", "--data", data.toString());
    }
  }

  @Test
  void takenPortIsRefusedBeforeAnythingStarts() throws IOException, InterruptedException {
    PortPlan plan = PortPlan.free();
    int base = plan.grpcPort(Service.ACTIVATION) - 1;
    try (ServerSocket taken =
        new ServerSocket(plan.grpcPort(Service.EVAL), 1, InetAddress.getLoopbackAddress())) {
      String error = up(3, "--port-base", Integer.toString(base));
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
  void killedLauncherLeavesNoProcessAndAMeshInTheBackgroundTakesItsPortsUntilDown()
      throws IOException, InterruptedException {
    try (RunningMesh killed = RunningMesh.start(data)) {
      signal("KILL", killed.launcher().handle().pid());
      killed.launcher().awaitEnd();
      int base = killed.port(Service.ACTIVATION) - 1;
      String said = up(0, "--detach", "--port-base", Integer.toString(base));
      killed.assertAllGone();
      assertThat(said).startsWith("ready in ").contains("./steer down --data " + data);
      MeshState state = MeshState.find(data).orElseThrow();
      assertThat(state.grpcPort(Service.EVAL)).isEqualTo(killed.state().grpcPort(Service.EVAL));
      for (MeshState.Part part : state.services()) {
        assertThat(said).contains("127.0.0.1:" + part.grpcPort());
      }
      ProcessHandle launcher = state.launcher().orElseThrow();
      assertThat(launcher.isAlive()).isTrue();
      assertThat(SteerCommand.run(0, "vector", "list", "--json", "--data", data.toString()))
          .contains("\"vectors\": []");
      assertThat(up(3, "--detach")).contains("a mesh already runs on the data in " + data);

      assertThat(SteerProcess.run(0, "down", "--json", "--data", data.toString()))
          .contains("\"stopped\": \"" + data + "\"");
      assertThat(launcher.isAlive()).isFalse();
      assertThat(MeshState.find(data)).isEmpty();
      RunningMesh.assertAllGone(state);
    }
  }

  @Test
  void modelThatCannotBeOpenedIsRefusedInOneSentence() throws IOException, InterruptedException {
    Path model = Files.createDirectories(folder.resolve("gpt2"));
    Files.writeString(model.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
    assertThat(up(1, "--model", model.toString()))
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
    List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
    addUnless(options, arguments, "--model", SteerProcess.smallModel());
    addUnless(options, arguments, "--port-base", PortPlan.free().grpcPort(Service.ACTIVATION) - 1);
    arguments.addAll(List.of(options));
    return SteerProcess.run(status, arguments.toArray(String[]::new));
  }

  private static void addUnless(
      String[] given, List<String> arguments, String option, Object value) {
    if (!List.of(given).contains(option)) {
      arguments.addAll(List.of(option, value.toString()));
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    assertThat(status).isZero();
  }
}
