package org.steermesh.cli.command;

import org.steermesh.cli.mesh.Mesh;

/** Ctrl-C and SIGTERM end a mesh cleanly. */
final class MeshSignals {

  private MeshSignals() {}

  /** Stops {@code mesh} when this process is told to end. */
  static void stopOnSignal(Mesh mesh) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(mesh::close));
  }
}
