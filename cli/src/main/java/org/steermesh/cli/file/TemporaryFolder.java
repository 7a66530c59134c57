package org.steermesh.cli.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is deleted with all that is in it, also when the process is interrupted. */
public final class TemporaryFolder implements AutoCloseable {

  private final Path path;
  private final Runnable before;
  private final Thread atExit;
  private boolean kept;

  private TemporaryFolder(Path path, Runnable before) {
    this.path = path;
    this.before = before;
    this.atExit = Thread.ofPlatform().unstarted(this::deleteAtExit);
  }

  /** Makes one where the system keeps such. */
  public static TemporaryFolder create(String prefix) throws IOException {
    return watched(new TemporaryFolder(Files.createTempDirectory(prefix), () -> {}));
  }

  /**
   * Makes one below {@code parent}, which is made, too.
   *
   * @param before ends what still writes into the folder, when the process is interrupted
   */
  public static TemporaryFolder below(Path parent, String prefix, Runnable before)
      throws IOException {
    Path path = Files.createTempDirectory(Files.createDirectories(parent), prefix);
    return watched(new TemporaryFolder(path, before));
  }

  private static TemporaryFolder watched(TemporaryFolder folder) {
    Runtime.getRuntime().addShutdownHook(folder.atExit);
    return folder;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Leaves it where it is; false when the process is interrupted, which deletes it. */
  public boolean keep() {
    kept = unwatched();
    return kept;
  }

  private boolean unwatched() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
      return true;
    } catch (IllegalStateException e) {
      // The process is ending already; the hook does its work.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (!kept && unwatched()) {
      delete();
    }
  }

  private void deleteAtExit() {
    try {
      try {
        before.run();
      } finally {
        delete();
      }
    } catch (IOException e) {
      System.err.println("cannot delete " + path + ": " + e.getMessage());
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
