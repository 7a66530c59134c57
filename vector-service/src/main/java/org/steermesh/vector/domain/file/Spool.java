package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * Bytes on their way through a temporary file that has no name for anybody else: what is large, or
 * waits for a slow caller, does not fill the heap. Written from front to back, then read. For one
 * thread.
 */
public final class Spool extends OutputStream {

  /** What is left of the disk to others: Redis may keep its own there. */
  static final long RESERVE = 128 << 20;

  private static final Logger LOG = Logger.getLogger(Spool.class.getName());

  private static final long LOOK_EVERY = 1 << 20;
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** How many bytes a disk has room for. */
  interface Room {
    /** Asked again and again: others write there as well. */
    long bytes() throws IOException;
  }

  private final FileChannel file;
  private final Room room;
  private final Arena memory = Arena.ofConfined();
  private long sinceLook = LOOK_EVERY;

  private Spool(FileChannel file, Room room) {
    this.file = file;
    this.room = room;
  }

  /**
   * An empty one, in the folder of {@code java.io.tmpdir}.
   *
   * @throws SteermeshException QUEUE_FULL when that cannot be written
   */
  public static Spool open() {
    return open(Path.of(System.getProperty("java.io.tmpdir")), null);
  }

  /** The same in a folder, whose disk says itself how much room it has if that is null. */
  static Spool open(Path folder, @Nullable Room room) {
    try {
      Room left = room == null ? Files.getFileStore(folder)::getUsableSpace : room;
      return new Spool(unnamed(Files.createTempFile(folder, "steermesh-", ".spool")), left);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static FileChannel unnamed(Path path) throws IOException {
    try {
      return FileChannel.open(
          path,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static SteermeshException noRoom() {
    return refused(
        "no room in java.io.tmpdir of vector-service for files of vectors; %d MiB are left to others"
            .formatted(RESERVE >> 20));
  }

  /** What the system says of it names folders, which is for the log. */
  private static SteermeshException unwritable(IOException cause) {
    LOG.log(Level.WARNING, "a file of vectors cannot be written", cause);
    String kind =
        switch (cause) {
          case NoSuchFileException _ -> "the folder is not there";
          case AccessDeniedException _ -> "writing there is not allowed";
          default -> "the disk refuses";
        };
    return refused(
            "files of vectors cannot be written in java.io.tmpdir of vector-service: " + kind)
        .causedBy(cause);
  }

  private static SteermeshException refused(String message) {
    return new SteermeshException(ErrorReason.QUEUE_FULL, message).retryAfter(RETRY);
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    write(ByteBuffer.wrap(bytes, offset, count));
  }

  /**
   * Adds bytes.
   *
   * @throws SteermeshException QUEUE_FULL when the disk has no room for them, or cannot be written
   */
  public void write(ByteBuffer bytes) {
    try {
      look(bytes.remaining());
      ByteBuffer rest = bytes.duplicate();
      while (rest.hasRemaining()) {
        file.write(rest);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Many write at the same time, each its own: the disk itself knows what is left. */
  private void look(int more) throws IOException {
    sinceLook += more;
    if (sinceLook >= LOOK_EVERY) {
      if (room.bytes() < RESERVE + more) {
        throw noRoom();
      }
      sinceLook = 0;
    }
  }

  /** Bytes written so far. */
  public long size() {
    try {
      return file.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All that was written, little-endian, outside of the heap; not to be used after {@link #close}.
   *
   * @throws ArithmeticException when it is 2 GiB or more
   */
  public ByteBuffer content() {
    try {
      long size = Math.toIntExact(file.size());
      return file.map(FileChannel.MapMode.READ_ONLY, 0, size, memory)
          .asByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets everything. */
  @Override
  public void close() {
    memory.close();
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
