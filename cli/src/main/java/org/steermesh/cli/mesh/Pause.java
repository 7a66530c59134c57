package org.steermesh.cli.mesh;

import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** The wait between two looks at something that another process does. */
final class Pause {

  private static final long MILLIS = 50;

  private Pause() {}

  /**
   * Waits a moment.
   *
   * @param what goes on meanwhile, for the refusal of who interrupts it: {@code the mesh started}
   */
  static void during(String what) {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while " + what, e);
    }
  }
}
