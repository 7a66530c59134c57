package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.mesh.Service;

final class LauncherTest {

  @TempDir Path data;

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
      String error =
          SteerProcess.run(
              3,
              "up",
              "--model",
              SteerProcess.smallModel().toString(),
              "--data",
              data.toString(),
              "--port-base",
              Integer.toString(PortPlan.free().grpcPort(Service.ACTIVATION) - 1));
      assertThat(error).contains("a mesh already runs on the data in " + data);
      signal("INT", mesh.launcher().handle().pid());
      assertThat(mesh.launcher().awaitEnd()).isEqualTo(130);
      mesh.assertAllGone();
    }
  }

  @Test
  void killedLauncherLeavesNoProcess() throws IOException, InterruptedException {
    try (RunningMesh mesh = RunningMesh.start(data)) {
      signal("KILL", mesh.launcher().handle().pid());
      mesh.assertAllGone();
    }
  }

  @Test
  void downStopsTheMeshThatUpStarted() throws IOException, InterruptedException {
    try (RunningMesh mesh = RunningMesh.start(data)) {
      SteerProcess.run(0, "down", "--data", data.toString());
      mesh.assertAllGone();
      assertThat(mesh.launcher().handle().isAlive()).isFalse();
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    assertThat(status).isZero();
  }
}
