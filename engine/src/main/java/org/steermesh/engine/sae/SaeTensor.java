package org.steermesh.engine.sae;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.checkpoint.MappedPages;
import org.steermesh.engine.checkpoint.StoredTensor;
import org.steermesh.engine.checkpoint.StrictJson;
import org.steermesh.engine.torch.MappedTensors.Dtype;

/** Reads the elements of a stored tensor as float32, wherever it lies and whatever it is. */
final class SaeTensor {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long LARGE_BYTES = 1L << 28;

  private final StoredTensor stored;
  private final Dtype dtype;

  /** A tensor of F32, F16 or BF16; another dtype is refused by name. */
  SaeTensor(StoredTensor stored) {
    this.stored = stored;
    this.dtype =
        switch (stored.dtype()) {
          case "F32" -> Dtype.F32;
          case "F16" -> Dtype.F16;
          case "BF16" -> Dtype.BF16;
          default ->
              throw new EngineException(
                  EngineReason.ARCHITECTURE_UNSUPPORTED,
                  "tensor "
                      + stored.name()
                      + " is "
                      + stored.dtype()
                      + "; autoencoders may be F32, F16 or BF16");
        };
  }

  String name() {
    return stored.name();
  }

  Dtype dtype() {
    return dtype;
  }

  MemorySegment data() {
    return stored.data();
  }

  long extent(int dimension) {
    return stored.shape()[dimension];
  }

  /** Whether the native library may read it in place. */
  boolean isAligned() {
    return stored.data().address() % elementBytes() == 0;
  }

  long elementBytes() {
    return dtype == Dtype.F32 ? Float.BYTES : Short.BYTES;
  }

  /** Whether it is read piece by piece, and what was read given back. */
  boolean isLarge() {
    return stored.data().byteSize() > LARGE_BYTES;
  }

  /** Gives the pages of some rows of a large matrix back to the system. */
  void release(long row, long rows) {
    if (isLarge()) {
      long rowBytes = stored.data().byteSize() / extent(0);
      MappedPages.release(stored.data().asSlice(row * rowBytes, rows * rowBytes));
    }
  }

  private float at(long index) {
    MemorySegment data = stored.data();
    return switch (dtype) {
      case F32 -> data.get(FLOAT, Float.BYTES * index);
      case F16 -> Float.float16ToFloat(data.get(SHORT, Short.BYTES * index));
      case BF16 -> Float.intBitsToFloat(data.get(SHORT, Short.BYTES * index) << Short.SIZE);
      case F64 -> throw new IllegalStateException("no tensor of float64 is taken");
    };
  }

  /** All elements of a vector, which must be finite. */
  float[] vector() {
    float[] all = new float[(int) extent(0)];
    for (int i = 0; i < all.length; i++) {
      all[i] = finite(at(i), i);
    }
    return all;
  }

  /** Copies a row of a matrix, whose elements must be finite. */
  void row(long row, float[] to, int from) {
    int width = (int) extent(1);
    for (int i = 0; i < width; i++) {
      to[from + i] = finite(at(row * width + i), row * width + i);
    }
  }

  /**
   * The columns of a matrix [d, m], each as a row, whose elements must be finite.
   *
   * @return row-major [columns * d]
   */
  float[] columns(int[] columns) {
    int rows = (int) extent(0);
    long width = extent(1);
    float[] turned = new float[Math.multiplyExact(columns.length, rows)];
    // Row by row, as the file lies.
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns.length; i++) {
        long index = row * width + columns[i];
        turned[i * rows + row] = finite(at(index), index);
      }
      release(row, 1);
    }
    return turned;
  }

  private float finite(float value, long index) {
    if (!Float.isFinite(value)) {
      throw StrictJson.invalid(
          "tensor "
              + stored.name()
              + " holds "
              + value
              + " as its element "
              + index
              + "; only finite numbers are allowed");
    }
    return value;
  }
}
