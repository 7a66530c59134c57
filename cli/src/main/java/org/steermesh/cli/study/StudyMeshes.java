package org.steermesh.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Endpoints;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.file.TemporaryFolder;
import org.steermesh.cli.mesh.HostedModel;
import org.steermesh.cli.mesh.Mesh;
import org.steermesh.cli.mesh.MeshLog;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.show.Terminal;

/**
 * Meshes, one after the other, on a data folder of their own that is deleted at the end. Ctrl-C
 * stops the one that runs before the folder is deleted.
 */
public final class StudyMeshes implements AutoCloseable {

  private final Path home;
  private final Path model;
  private final Terminal terminal;
  private final TemporaryFolder folder;
  private @Nullable Mesh running;
  private boolean stopped;

  private StudyMeshes(Path home, Path model, Terminal terminal) throws IOException {
    this.home = home;
    this.model = model;
    this.terminal = terminal;
    this.folder = TemporaryFolder.below(home.resolve(".steer"), "study-", this::stop);
  }

  /**
   * Makes the folder; nothing is started yet.
   *
   * @param home the root of the project
   * @param model what every mesh hosts
   * @throws SteerException if the model or a service is missing
   */
  public static StudyMeshes of(Path home, Path model, Terminal terminal) {
    options(home, home, hosted(model, Optional.empty())).requireComplete();
    try {
      return new StudyMeshes(home, model, terminal);
    } catch (IOException e) {
      throw new SteerException(ExitCode.FAILED, "cannot make a data folder: " + e.getMessage(), e);
    }
  }

  /** The data folder. */
  public Path folder() {
    return folder.path();
  }

  /** A mesh that runs until it is closed. */
  record Running(Mesh mesh, MeshClient client) implements AutoCloseable {

    @Override
    public void close() {
      client.close();
      mesh.close();
    }
  }

  /**
   * Starts the next mesh.
   *
   * @param adapter that is added to the model's weights
   * @throws SteerException if it does not start, or Ctrl-C has stopped the study
   */
  Running start(Optional<Path> adapter) {
    Mesh mesh =
        Mesh.start(
            options(home, folder.path(), hosted(model, adapter)), MeshLog.filesOnly(), this::begin);
    return new Running(
        mesh, new MeshClient(new Endpoints("127.0.0.1", mesh.options().ports().grpc())));
  }

  private static HostedModel hosted(Path model, Optional<Path> adapter) {
    return new HostedModel(model, HostedModel.AUTO, HostedModel.AUTO, List.of(), adapter);
  }

  private static MeshOptions options(Path home, Path data, HostedModel model) {
    return new MeshOptions(home, data, model, PortPlan.free(), Optional.empty());
  }

  private synchronized void begin(Mesh mesh) {
    if (stopped) {
      throw new SteerException(ExitCode.INTERRUPTED, "stopped");
    }
    running = mesh;
  }

  private void stop() {
    Mesh last = last();
    if (last != null && last.isRunning()) {
      terminal.note("stopping the mesh ...");
      last.close();
    }
  }

  private synchronized @Nullable Mesh last() {
    stopped = true;
    return running;
  }

  /** Leaves the folder where it is; false where Ctrl-C deletes it. */
  public boolean keep() {
    return folder.keep();
  }

  @Override
  public void close() {
    try {
      folder.close();
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot delete " + folder.path() + ": " + e.getMessage(), e);
    }
  }
}
