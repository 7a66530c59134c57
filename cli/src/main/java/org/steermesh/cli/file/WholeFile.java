package org.steermesh.cli.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is there as a whole or not at all, whoever reads it and whatever happens. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the content into a file that is there and empty, and tells what of it. */
  @FunctionalInterface
  public interface Content<T> {

    /** Fills {@code part}. */
    T write(Path part) throws IOException;
  }

  /**
   * Writes beside the file, then takes its place in one step. If that fails, the file is as it was
   * and nothing else is left.
   */
  public static <T> T write(Path file, Content<T> content) throws IOException {
    Path target = file.toAbsolutePath();
    Path part =
        Files.createTempFile(
            target.getParent(), target.getFileName() + ".", ".part", permissions(target));
    try {
      T told = content.write(part);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      return told;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Those of a new file, which the system's mask cuts, where a temporary one is its owner's only.
   */
  private static FileAttribute<?>[] permissions(Path target) {
    return target.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"))
        }
        : new FileAttribute<?>[0];
  }
}
