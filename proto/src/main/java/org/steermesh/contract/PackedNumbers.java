package org.steermesh.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers in {@code bytes} fields: little-endian, unpadded. What comes in is checked before it is
 * believed.
 */
public final class PackedNumbers {

  private PackedNumbers() {}

  /** int32. */
  public static ByteString encode(int[] values) {
    ByteBuffer bytes = allocate(values.length, Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** int64. */
  public static ByteString encode(long[] values) {
    ByteBuffer bytes = allocate(values.length, Long.BYTES);
    bytes.asLongBuffer().put(values);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** float64. */
  public static ByteString encode(double[] values) {
    ByteBuffer bytes = allocate(values.length, Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** Number of int32 in a field. */
  public static int countInts(String field, ByteString bytes) {
    if (bytes.size() % Integer.BYTES != 0) {
      throw lengthRefused(field, bytes, "a multiple of " + Integer.BYTES);
    }
    return bytes.size() / Integer.BYTES;
  }

  /**
   * As many int32 as a field must hold.
   *
   * @param field for the error
   * @throws SteermeshException TENSOR_INVALID for another length
   */
  public static int[] decodeInts(String field, ByteString bytes, int count) {
    int[] values = new int[count];
    checked(field, bytes, count, Integer.BYTES).asIntBuffer().get(values);
    return values;
  }

  /** As many int64 as a field must hold. */
  public static long[] decodeLongs(String field, ByteString bytes, int count) {
    long[] values = new long[count];
    checked(field, bytes, count, Long.BYTES).asLongBuffer().get(values);
    return values;
  }

  /** As many float64 as a field must hold. */
  public static double[] decodeDoubles(String field, ByteString bytes, int count) {
    double[] values = new double[count];
    checked(field, bytes, count, Double.BYTES).asDoubleBuffer().get(values);
    return values;
  }

  private static ByteBuffer allocate(int count, int size) {
    return ByteBuffer.allocate(Math.multiplyExact(count, size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer checked(String field, ByteString bytes, int count, int size) {
    if (bytes.size() != (long) count * size) {
      throw lengthRefused(field, bytes, count + " numbers of " + size + " bytes");
    }
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static SteermeshException lengthRefused(String field, ByteString bytes, String allowed) {
    return SteermeshException.ofField(
        ErrorReason.TENSOR_INVALID, field, bytes.size() + " bytes; it must have " + allowed);
  }
}
