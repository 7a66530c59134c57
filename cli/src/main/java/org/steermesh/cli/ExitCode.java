package org.steermesh.cli;

/** What the exit status of {@code steer} says to a script. */
public enum ExitCode {
  /** The work was done. */
  OK(0),
  /** The work was tried and failed. */
  FAILED(1),
  /** The command line was wrong; nothing was tried. */
  USAGE(2),
  /** A service, Redis or a port was not available; trying again may help. */
  UNAVAILABLE(3),
  /** A service understood the request and refused it; trying again will not help. */
  REFUSED(4),
  /** Interrupted from the keyboard or by a signal. */
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** The one with a status, or {@link #FAILED} where none has it. */
  public static ExitCode of(int status) {
    for (ExitCode code : values()) {
      if (code.status == status) {
        return code;
      }
    }
    return FAILED;
  }

  /** The status the process ends with. */
  public int status() {
    return status;
  }
}
