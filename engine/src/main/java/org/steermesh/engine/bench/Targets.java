package org.steermesh.engine.bench;

import java.util.OptionalDouble;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;

/**
 * What each ratio should reach, where that depends on the format or the shape.
 *
 * @param placement how and where matrices are held
 * @param shape name of the shape, or of the model
 * @param fastBf16 whether the processor multiplies bfloat16 faster than float32
 */
record Targets(Placement placement, String shape, boolean fastBf16) {

  /** Decode of one row against the read bandwidth. */
  OptionalDouble decode() {
    if (placement.device() == Device.CUDA) {
      return OptionalDouble.of(0.4);
    }
    return switch (placement.format()) {
      case F32, F16 -> OptionalDouble.of(0.80);
      case BF16 -> OptionalDouble.of(0.60);
      case INT8 -> OptionalDouble.empty();
    };
  }

  /** Decode of one row against the same weights in another format. */
  OptionalDouble decodeAgainst(WeightFormat other) {
    WeightFormat format = placement.format();
    if (format == WeightFormat.F16 && other == WeightFormat.F32) {
      return OptionalDouble.of(1.7);
    }
    boolean asked = format == WeightFormat.INT8 && other == WeightFormat.F16;
    return asked && shape.equals("1.1b") ? OptionalDouble.of(1.5) : OptionalDouble.empty();
  }

  /** Decode of several rows against one. */
  OptionalDouble decodeBatch(int rows) {
    if (placement.format() != WeightFormat.F32 || !shape.equals("110m")) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(rows == 8 ? 4 : 7);
  }

  /** What is asked of sparse vectors, where it is asked. */
  OptionalDouble sparse(double ratio) {
    return shape.equals("110m") ? OptionalDouble.of(ratio) : OptionalDouble.empty();
  }

  /** Prefill against the matrix rate of the format's products. */
  OptionalDouble prefill(int tokens) {
    if (tokens < 512 || placement.device() == Device.CUDA) {
      return OptionalDouble.empty();
    }
    return switch (placement.format()) {
      case F32 -> OptionalDouble.of(0.75);
      case BF16 -> fastBf16 ? OptionalDouble.of(0.60) : OptionalDouble.empty();
      case F16, INT8 -> OptionalDouble.empty();
    };
  }

  OptionalDouble prefillAgainstF32() {
    return placement.format() == WeightFormat.BF16 && fastBf16
        ? OptionalDouble.of(1.5)
        : OptionalDouble.empty();
  }

  /** Bytes loaded per second, in gigabytes. */
  OptionalDouble load() {
    return isLarge16Bit() ? OptionalDouble.of(1) : OptionalDouble.empty();
  }

  /** Peak resident memory against the size of the file. */
  OptionalDouble peak() {
    return isLarge16Bit() ? OptionalDouble.of(1.15) : OptionalDouble.empty();
  }

  private boolean isLarge16Bit() {
    WeightFormat format = placement.format();
    return shape.equals("2b-gemma") && (format == WeightFormat.F16 || format == WeightFormat.BF16);
  }
}
