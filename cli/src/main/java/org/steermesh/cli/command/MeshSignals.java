package org.steermesh.cli.command;

import org.steermesh.cli.mesh.Mesh;
import org.steermesh.cli.show.Terminal;

/** Ctrl-C and SIGTERM end a mesh cleanly. */
final class MeshSignals {

  private MeshSignals() {}

  /** Stops {@code mesh} when this process ends, and says so if it was told to end early. */
  static void stopOnSignal(Mesh mesh, Terminal terminal) {
    Thread stop =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(() -> {
              if (mesh.isRunning()) {
                terminal.note("stopping the mesh ...");
                mesh.close();
              }
            });
    Runtime.getRuntime().addShutdownHook(stop);
  }
}
