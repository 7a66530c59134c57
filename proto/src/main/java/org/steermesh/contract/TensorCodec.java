package org.steermesh.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Tensor;

/** Floats as {@link Tensor}s and back; what comes in is checked before it is believed. */
public final class TensorCodec {

  private static final int MOST_DIMENSIONS = 8;
  private static final long CAP = 1L << 31;

  private TensorCodec() {}

  /** A float32 tensor of one dimension. */
  public static Tensor encode(float[] values) {
    return encode(values, Dtype.DTYPE_F32, values.length);
  }

  /**
   * A tensor of any shape.
   *
   * @param values row-major, finite
   * @param dtype unspecified is float32; narrower ones round to nearest, ties to even
   * @param shape whose product is the number of values
   * @throws SteermeshException NOT_FINITE for a value that is not, or is not in the dtype
   */
  public static Tensor encode(float[] values, Dtype dtype, long... shape) {
    long product = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (product != values.length) {
      throw new IllegalArgumentException(
          values.length + " values for shape " + Arrays.toString(shape));
    }
    Dtype written = dtype == Dtype.DTYPE_UNSPECIFIED ? Dtype.DTYPE_F32 : dtype;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, elementSize("dtype", written)))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (written == Dtype.DTYPE_F32) {
      checkFinite(values);
      bytes.asFloatBuffer().put(values);
      bytes.position(bytes.limit());
    } else {
      for (int i = 0; i < values.length; i++) {
        put(bytes, values[i], written, i);
      }
    }
    return Tensor.newBuilder()
        .setDtype(written)
        .addAllShape(Arrays.stream(shape).boxed().toList())
        .setData(UnsafeByteOperations.unsafeWrap(bytes.flip()))
        .build();
  }

  /** A tensor [rows, width] of rows of equal width. */
  public static Tensor encodeRows(float[][] rows, Dtype dtype) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    float[] values = new float[Math.multiplyExact(rows.length, width)];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != width) {
        throw new IllegalArgumentException(
            "row " + row + " has width " + rows[row].length + ", row 0 has " + width);
      }
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return encode(values, dtype, rows.length, width);
  }

  /**
   * The elements, row-major.
   *
   * @param field the tensor's field in the request, for the error
   * @throws SteermeshException TENSOR_INVALID when dtype, shape and length do not fit each other,
   *     NOT_FINITE for NaN or an infinity
   */
  public static float[] decode(String field, Tensor tensor) {
    int count = checkedCount(field, tensor);
    ByteBuffer bytes = tensor.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float value =
          switch (tensor.getDtype()) {
            case DTYPE_F16 -> Float.float16ToFloat(bytes.getShort());
            case DTYPE_BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            case DTYPE_F32, DTYPE_UNSPECIFIED, UNRECOGNIZED -> bytes.getFloat();
          };
      if (!Float.isFinite(value)) {
        throw notFinite(field, i, value);
      }
      values[i] = value;
    }
    return values;
  }

  /** The elements of a tensor that must have the shape [width]. */
  public static float[] decodeVector(String field, Tensor tensor, int width) {
    float[] values = decode(field, tensor);
    if (tensor.getShapeCount() != 1 || values.length != width) {
      throw SteermeshException.ofField(
              ErrorReason.VECTOR_WIDTH_MISMATCH,
              field,
              "has shape " + tensor.getShapeList() + "; it must be [" + width + "]")
          .with("width", Integer.toString(width));
    }
    return values;
  }

  /** The rows of a tensor that must have two dimensions. */
  public static float[][] decodeRows(String field, Tensor tensor) {
    float[] values = decode(field, tensor);
    if (tensor.getShapeCount() != 2) {
      throw invalid(field, "shape " + tensor.getShapeList() + " must have two dimensions");
    }
    if (values.length == 0) {
      // A million rows of width 0 are no data, but would be a million arrays.
      return new float[0][];
    }
    int rows = Math.toIntExact(tensor.getShape(0));
    int width = values.length / rows;
    float[][] result = new float[rows][];
    for (int row = 0; row < rows; row++) {
      result[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }
    return result;
  }

  private static int checkedCount(String field, Tensor tensor) {
    int elementSize = elementSize(field, tensor.getDtype());
    List<Long> shape = tensor.getShapeList();
    if (shape.size() > MOST_DIMENSIONS) {
      throw invalid(field, shape.size() + " dimensions; at most " + MOST_DIMENSIONS);
    }
    ByteString data = tensor.getData();
    long bytes = shape.contains(0L) ? 0 : elementSize;
    for (long extent : shape) {
      if (extent < 0) {
        throw invalid(field, "shape " + shape + " has a negative extent");
      }
      // No data is as long as the cap, and a product of two capped numbers fits a long.
      bytes = Math.min(bytes, CAP) * Math.min(extent, CAP);
    }
    if (bytes != data.size()) {
      throw invalid(
          field,
          "shape "
              + shape
              + " of "
              + tensor.getDtype()
              + " does not take "
              + data.size()
              + " bytes");
    }
    return data.size() / elementSize;
  }

  private static int elementSize(String field, Dtype dtype) {
    return switch (dtype) {
      case DTYPE_F32, DTYPE_UNSPECIFIED -> Float.BYTES;
      case DTYPE_F16, DTYPE_BF16 -> Short.BYTES;
      case UNRECOGNIZED -> throw invalid(field, "dtype must be DTYPE_F32, DTYPE_F16 or DTYPE_BF16");
    };
  }

  /** Apart from copying, because both are fast alone. */
  private static void checkFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw notFinite(Dtype.DTYPE_F32.name(), i, values[i]);
      }
    }
  }

  private static void put(ByteBuffer bytes, float value, Dtype dtype, int index) {
    float kept =
        switch (dtype) {
          case DTYPE_F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
          case DTYPE_BF16 -> Float.intBitsToFloat(roundToBf16(value) << 16);
          case DTYPE_F32, DTYPE_UNSPECIFIED, UNRECOGNIZED -> value;
        };
    if (!Float.isFinite(kept)) {
      throw notFinite(dtype.name(), index, value);
    }
    switch (dtype) {
      case DTYPE_F16 -> bytes.putShort(Float.floatToFloat16(value));
      case DTYPE_BF16 -> bytes.putShort((short) roundToBf16(value));
      case DTYPE_F32, DTYPE_UNSPECIFIED, UNRECOGNIZED -> bytes.putFloat(value);
    }
  }

  private static int roundToBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    // Half of the lowest kept bit, less one, plus that bit: nearest, ties to even.
    return Float.isFinite(value) ? (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16 : bits >>> 16;
  }

  private static SteermeshException invalid(String field, String description) {
    return SteermeshException.ofField(ErrorReason.TENSOR_INVALID, field, description);
  }

  private static SteermeshException notFinite(String field, int index, float value) {
    return SteermeshException.ofField(
            ErrorReason.NOT_FINITE,
            field,
            "element " + index + " is " + value + "; every element must be finite")
        .with("index", Integer.toString(index));
  }
}
