package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes on their way through a temporary file that has no name for anybody else: what is large, or
 * waits for a slow caller, does not fill the heap. Written from front to back, then read. For one
 * thread.
 */
public final class Spool extends OutputStream {

  private final FileChannel file;
  private final Arena memory = Arena.ofConfined();

  private Spool(FileChannel file) {
    this.file = file;
  }

  /** An empty one, in the folder of {@code java.io.tmpdir}. */
  public static Spool open() {
    try {
      Path path = Files.createTempFile("steermesh-", ".spool");
      return new Spool(
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** Adds bytes. */
  public void write(ByteBuffer bytes) {
    try {
      ByteBuffer rest = bytes.duplicate();
      while (rest.hasRemaining()) {
        file.write(rest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
