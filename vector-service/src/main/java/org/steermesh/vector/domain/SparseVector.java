package org.steermesh.vector.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A sparse vector as a version holds it at its site, without the rows of the autoencoder.
 *
 * @param values features and their values
 * @param decoded its decoded form, the sum of value times decoder row, [d_model]
 * @param rows what is known of the rows that are kept beside it
 */
public record SparseVector(SparseValues values, float[] decoded, StagedRows.Summary rows) {

  private static final int DIGEST_BYTES = 32;

  /**
   * As it is stored: number of features, d_model, number of rows, number of blocks (int32), digest
   * of the rows (32 bytes), features (int32), values (float32), counts of both sides (int64),
   * decoded form (float32), little-endian.
   */
  public byte[] toBytes() {
    byte[] digest = HexFormat.of().parseHex(rows.digest());
    int size = values.size();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(sizeBytes(size, decoded.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(size).putInt(decoded.length).putInt(rows.rows()).putInt(rows.blocks()).put(digest);
    for (int feature : values.features()) {
      bytes.putInt(feature);
    }
    putFloats(bytes, values.values());
    for (long count : values.positiveCounts()) {
      bytes.putLong(count);
    }
    for (long count : values.negativeCounts()) {
      bytes.putLong(count);
    }
    putFloats(bytes, decoded);
    return bytes.array();
  }

  /** How many bytes {@link #toBytes} gives for so many features and d_model. */
  static long sizeBytes(int features, int width) {
    return 4L * Integer.BYTES
        + DIGEST_BYTES
        + features * (Integer.BYTES + Float.BYTES + 2L * Long.BYTES)
        + (long) width * Float.BYTES;
  }

  /** The vector of {@link #toBytes}, whose digest was checked. */
  public static SparseVector ofBytes(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int size = bytes.getInt();
    int width = bytes.getInt();
    int rows = bytes.getInt();
    int blocks = bytes.getInt();
    byte[] digest = new byte[DIGEST_BYTES];
    bytes.get(digest);
    int[] features = new int[size];
    for (int i = 0; i < size; i++) {
      features[i] = bytes.getInt();
    }
    float[] values = getFloats(bytes, size);
    long[] positives = getLongs(bytes, size);
    long[] negatives = getLongs(bytes, size);
    return new SparseVector(
        new SparseValues(features, values, positives, negatives),
        getFloats(bytes, width),
        new StagedRows.Summary(rows, blocks, HexFormat.of().formatHex(digest)));
  }

  private static void putFloats(ByteBuffer bytes, float[] values) {
    for (float value : values) {
      bytes.putFloat(value);
    }
  }

  private static float[] getFloats(ByteBuffer bytes, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes.getFloat();
    }
    return values;
  }

  private static long[] getLongs(ByteBuffer bytes, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = bytes.getLong();
    }
    return values;
  }
}
