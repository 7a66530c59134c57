package org.steermesh.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** Refuses tensors with NaN or infinite values. */
final class FiniteCheck {

  private static final ValueLayout.OfInt INTS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int EXPONENT_OF_F32 = 0x7f80_0000;
  private static final int EXPONENT_OF_BF16 = 0x7f80;
  private static final int EXPONENT_OF_F16 = 0x7c00;

  private FiniteCheck() {}

  /** Looks at every value of a tensor of a floating type. */
  static void check(StoredTensor tensor) {
    long place =
        switch (tensor.dtype()) {
          case "F32" -> inInts(tensor.data());
          case "BF16" -> inShorts(tensor.data(), EXPONENT_OF_BF16);
          case "F16" -> inShorts(tensor.data(), EXPONENT_OF_F16);
          default ->
              throw StrictJson.invalid(
                  "tensor "
                      + tensor.name()
                      + " is "
                      + tensor.dtype()
                      + "; weights may be F32, F16 or BF16");
        };
    if (place >= 0) {
      throw new EngineException(
          EngineReason.NOT_FINITE,
          "tensor " + tensor.name() + " is NaN or infinite at element " + place);
    }
  }

  private static long inInts(MemorySegment data) {
    for (long i = 0; i < data.byteSize() / Integer.BYTES; i++) {
      if ((data.get(INTS, i * Integer.BYTES) & EXPONENT_OF_F32) == EXPONENT_OF_F32) {
        return i;
      }
    }
    return -1;
  }

  private static long inShorts(MemorySegment data, int exponent) {
    for (long i = 0; i < data.byteSize() / Short.BYTES; i++) {
      if ((data.get(SHORTS, i * Short.BYTES) & exponent) == exponent) {
        return i;
      }
    }
    return -1;
  }
}
