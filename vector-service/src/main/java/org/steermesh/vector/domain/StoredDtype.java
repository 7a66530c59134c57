package org.steermesh.vector.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;

/** What the floats of a dense version are stored as; those of a sparse one are always float32. */
public enum StoredDtype {
  /** IEEE 754 binary32. */
  F32("float32", Float.BYTES),
  /** IEEE 754 binary16, only where somebody asked for it. */
  F16("float16", Short.BYTES);

  private static final float LARGEST_F16 = 65504;

  private final String title;
  private final int bytes;

  StoredDtype(String title, int bytes) {
    this.title = title;
    this.bytes = bytes;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /**
   * A vector as it will be read again: each number the nearest one of this dtype, ties to even.
   *
   * @throws SteermeshException DTYPE_TOO_NARROW when a number is too large for it, or all are too
   *     small
   */
  SiteVector round(SiteVector vector) {
    return switch (this) {
      case F32 -> vector;
      case F16 -> roundToHalf(vector);
    };
  }

  private SiteVector roundToHalf(SiteVector vector) {
    float[] kept = new float[vector.values().length];
    for (int i = 0; i < kept.length; i++) {
      float value = vector.values()[i];
      kept[i] = Float.float16ToFloat(Float.floatToFloat16(value));
      if (!Float.isFinite(kept[i])) {
        throw tooNarrow(
                vector.site(),
                "number %d is %s, and the largest is %s".formatted(i, value, LARGEST_F16))
            .with("value", Float.toString(value));
      }
    }
    SiteVector rounded = new SiteVector(vector.site(), kept);
    if (rounded.norm() == 0 && vector.norm() != 0) {
      throw tooNarrow(vector.site(), "all numbers are so small that they would be 0");
    }
    return rounded;
  }

  private SteermeshException tooNarrow(Site site, String why) {
    return new SteermeshException(
            ErrorReason.DTYPE_TOO_NARROW,
            "the vector at %s cannot be stored as %s: %s; store it as %s"
                .formatted(site, title, why, F32.title))
        .with("site", site.toString())
        .with("stored_dtype", title);
  }

  /**
   * Floats as they are stored: little-endian, unpadded.
   *
   * @param values as {@link #round} gives them
   * @throws IllegalArgumentException for a number that the dtype does not have
   */
  public byte[] toBytes(float[] values) {
    return switch (this) {
      case F32 -> Digests.toBytes(values);
      case F16 -> toHalves(values);
    };
  }

  private static byte[] toHalves(float[] values) {
    ByteBuffer halves =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Short.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      short half = Float.floatToFloat16(value);
      if (Float.float16ToFloat(half) != value) {
        throw new IllegalArgumentException(value + " is no number of float16");
      }
      halves.putShort(half);
    }
    return halves.array();
  }

  /** The floats of {@link #toBytes}. */
  public float[] toFloats(byte[] stored) {
    return switch (this) {
      case F32 -> Digests.toFloats(stored);
      case F16 -> ofHalves(stored);
    };
  }

  private static float[] ofHalves(byte[] stored) {
    ByteBuffer halves = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[stored.length / Short.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(halves.getShort());
    }
    return values;
  }
}
