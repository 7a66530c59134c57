package org.steermesh.vector.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Bytes in pieces, one behind the other, that are never put together in memory.
 *
 * @param pieces not copied, not to be changed
 */
record Parts(List<ByteBuffer> pieces) {

  private static final int STEP = 1 << 16;

  static Parts of(byte[] bytes) {
    return new Parts(List.of(ByteBuffer.wrap(bytes)));
  }

  long size() {
    return pieces.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  long crc32() {
    CRC32 sum = new CRC32();
    pieces.forEach(piece -> sum.update(piece.duplicate()));
    return sum.getValue();
  }

  void writeTo(OutputStream out) throws IOException {
    byte[] step = new byte[STEP];
    for (ByteBuffer piece : pieces) {
      ByteBuffer rest = piece.duplicate();
      while (rest.hasRemaining()) {
        int count = Math.min(step.length, rest.remaining());
        rest.get(step, 0, count);
        out.write(step, 0, count);
      }
    }
  }

  /** Floats as files have them. */
  static ByteBuffer little(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
