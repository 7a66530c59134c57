package org.steermesh.vector.domain.file;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How floats are written. Narrower ones are widened exactly; float64 is rounded to float32. */
enum NumberForm {
  F16(2),
  BF16(2),
  F32(4),
  F64(8);

  private final int size;

  NumberForm(int size) {
    this.size = size;
  }

  int size() {
    return size;
  }

  /** The form that safetensors calls so; null if none. */
  static @Nullable NumberForm ofSafetensors(String dtype) {
    return switch (dtype) {
      case "F16" -> F16;
      case "BF16" -> BF16;
      case "F32" -> F32;
      case "F64" -> F64;
      default -> null;
    };
  }

  /** The form that NumPy calls so; null if none. */
  static @Nullable NumberForm ofNumpy(String descr) {
    return switch (descr) {
      case "<f2" -> F16;
      case "<f4" -> F32;
      case "<f8" -> F64;
      default -> null;
    };
  }

  /** The form that a storage of PyTorch has; null if none. */
  static @Nullable NumberForm ofStorage(String type) {
    return switch (type) {
      case "HalfStorage" -> F16;
      case "BFloat16Storage" -> BF16;
      case "FloatStorage" -> F32;
      case "DoubleStorage" -> F64;
      default -> null;
    };
  }

  /** The number at an index of little-endian bytes. */
  float get(ByteBuffer bytes, int index) {
    int at = index * size;
    return switch (this) {
      case F16 -> Float.float16ToFloat(bytes.getShort(at));
      case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case F32 -> bytes.getFloat(at);
      case F64 -> (float) bytes.getDouble(at);
    };
  }

  /** All numbers of little-endian bytes. */
  float[] read(ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / size];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(bytes, i);
    }
    return values;
  }
}
