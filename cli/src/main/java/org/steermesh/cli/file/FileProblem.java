package org.steermesh.cli.file;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** A file of the command line that cannot be used, in words; Java's own are often only its name. */
public final class FileProblem {

  private FileProblem() {}

  /** A file that was to be read. */
  public static SteerException reading(Path file, IOException cause) {
    return new SteerException(
        ExitCode.USAGE,
        "cannot read " + file + ": " + reason(cause, "there is no such file"),
        cause);
  }

  /** A file that was to be written. */
  public static SteerException writing(Path file, IOException cause) {
    return new SteerException(
        ExitCode.FAILED,
        "cannot write " + file + ": " + reason(cause, "there is no such folder"),
        cause);
  }

  private static String reason(IOException cause, String absent) {
    return switch (cause) {
      case NoSuchFileException e -> absent;
      case AccessDeniedException e -> "permission denied";
      case CharacterCodingException e -> "it is not UTF-8 text";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
