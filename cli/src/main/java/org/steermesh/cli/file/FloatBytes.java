package org.steermesh.cli.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** float32 as little-endian bytes, as every format here has them. */
final class FloatBytes {

  private FloatBytes() {}

  static byte[] of(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
