package org.steermesh.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.SteerException;

final class PortPlanTest {

  @Test
  void baseGivesEveryPartItsPort() {
    PortPlan plan = PortPlan.from(7070);
    assertThat(plan.grpcPort(Service.ACTIVATION)).isEqualTo(7071);
    assertThat(plan.grpcPort(Service.EVAL)).isEqualTo(7074);
    assertThat(plan.redis()).isEqualTo(7079);
    assertThat(plan.httpPort(Service.ACTIVATION)).isEqualTo(7081);
    assertThat(plan.httpPort(Service.EVAL)).isEqualTo(7084);
    assertThat(plan.openAi()).isEqualTo(7085);
  }

  @Test
  void takenPortIsRefusedWithItsOwnerAndTheRemedy() throws IOException {
    PortPlan plan = PortPlan.free();
    int port = plan.grpcPort(Service.GENERATION);
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.getLocalPort()).isEqualTo(port);
      assertThatThrownBy(() -> plan.requireFree(true))
          .isInstanceOf(SteerException.class)
          .hasMessageContaining("port " + port + ", which generation-service (gRPC) should get")
          .hasMessageContaining("--port-base N");
    }
    plan.requireFree(true);
  }

  @Test
  void freePortsAreNoneThatAnOutgoingConnectionMayTake() {
    for (int i = 0; i < 20; i++) {
      PortPlan plan = PortPlan.free();
      assertThat(plan.grpc().values()).allMatch(port -> port < 32_768);
      assertThat(plan.http().values()).allMatch(port -> port < 32_768);
    }
  }

  @Test
  void redisPortMayBeTakenWhenRedisIsElsewhere() throws IOException {
    PortPlan plan = PortPlan.free();
    try (ServerSocket taken = new ServerSocket(plan.redis(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      plan.requireFree(false);
      assertThatThrownBy(() -> plan.requireFree(true)).hasMessageContaining("Redis");
    }
  }

  @Test
  void baseOutsideTheRangeIsRefusedWithTheRange() {
    assertThatThrownBy(() -> PortPlan.from(65530))
        .isInstanceOf(SteerException.class)
        .hasMessage("--port-base 65530 is outside 1023 to 65520");
  }

  @Test
  void portsOfAKilledMeshAreWaitedFor() throws IOException {
    PortPlan plan = PortPlan.free();
    ServerSocket dying = new ServerSocket(plan.redis(), 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try (dying) {
            Thread.sleep(200);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    plan.awaitFree(true, Duration.ofMinutes(1));
    assertThat(dying.isClosed()).isTrue();
    plan.requireFree(true);
  }
}
