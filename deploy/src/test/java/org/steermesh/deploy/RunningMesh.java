package org.steermesh.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.mesh.MeshState;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.mesh.Service;

/** A mesh that {@code steer up} started on free ports. */
final class RunningMesh implements AutoCloseable {

  private final SteerProcess launcher;
  private final MeshState state;

  private RunningMesh(SteerProcess launcher, MeshState state) {
    this.launcher = launcher;
    this.state = state;
  }

  static RunningMesh start(Path data) throws IOException, InterruptedException {
    return start(data, SteerProcess.smallModel());
  }

  static RunningMesh start(Path data, Path model, String... more)
      throws IOException, InterruptedException {
    int base = PortPlan.free().grpcPort(Service.ACTIVATION) - 1;
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "up",
                "--model",
                model.toString(),
                "--data",
                data.toString(),
                "--port-base",
                Integer.toString(base)));
    arguments.addAll(List.of(more));
    SteerProcess launcher = SteerProcess.start(arguments.toArray(String[]::new));
    try {
      launcher.awaitReady();
      return new RunningMesh(launcher, MeshState.find(data).orElseThrow());
    } catch (AssertionError e) {
      launcher.close();
      throw e;
    }
  }

  SteerProcess launcher() {
    return launcher;
  }

  MeshState state() {
    return state;
  }

  int port(Service service) {
    return state.grpcPort(service).orElseThrow();
  }

  /** Process id of one part: {@code redis}, or a service's short name. */
  long pid(String part) {
    return part.equals("redis")
        ? state.redisPid()
        : state.services().stream()
            .filter(service -> service.name().equals(part))
            .findFirst()
            .orElseThrow()
            .pid();
  }

  /** Every process of the mesh but its launcher. */
  List<Long> pids() {
    return pids(state);
  }

  private static List<Long> pids(MeshState state) {
    List<Long> pids = new ArrayList<>(List.of(state.redisPid()));
    state.services().forEach(service -> pids.add(service.pid()));
    return pids;
  }

  /** Fails if a process of the mesh is still there after a while. */
  void assertAllGone() throws InterruptedException {
    assertAllGone(state);
  }

  /** Fails if a process of a mesh, whoever started it, is still there after a while. */
  static void assertAllGone(MeshState state) throws InterruptedException {
    Instant limit = Instant.now().plus(Duration.ofSeconds(60));
    for (long pid : pids(state)) {
      while (ProcessHandle.of(pid).isPresent()) {
        assertThat(Instant.now()).as("process %d lives on", pid).isBefore(limit);
        Thread.sleep(50);
      }
    }
  }

  @Override
  public void close() throws IOException {
    launcher.close();
  }
}
