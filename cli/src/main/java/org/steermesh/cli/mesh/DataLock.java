package org.steermesh.cli.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/** Exclusive use of a folder by one process; gone when the process is, however it ends. */
final class DataLock implements AutoCloseable {

  private static final String FILE = "lock";

  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock of {@code directory}, or says that somebody has it. */
  static Optional<DataLock> tryTake(Path directory) {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new DataLock(channel));
      }
      channel.close();
      return Optional.empty();
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel);
      return Optional.empty();
    } catch (IOException e) {
      closeQuietly(channel);
      throw new SteerException(
          ExitCode.FAILED, "cannot use the folder " + directory + ": " + e.getMessage(), e);
    }
  }

  /** Whether somebody has the lock of {@code directory}; makes nothing where there is nothing. */
  static boolean isTaken(Path directory) {
    if (!Files.exists(directory.resolve(FILE))) {
      return false;
    }
    Optional<DataLock> lock = tryTake(directory);
    lock.ifPresent(DataLock::close);
    return lock.isEmpty();
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
