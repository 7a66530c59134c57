package org.steermesh.cli;

/**
 * Work that cannot go on, in one sentence for a person: what was wrong and what to do next.
 *
 * <p>It is printed without a stack trace and ends the process with its exit code.
 */
public final class SteerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /** A failure with exit code {@code exitCode}. */
  public SteerException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** A failure with exit code {@code exitCode} that another one led to. */
  public SteerException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Refuses a command line that is not allowed. */
  public static void require(boolean allowed, String message) {
    if (!allowed) {
      throw new SteerException(ExitCode.USAGE, message);
    }
  }

  /** How the process ends. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
