package org.steermesh.vector.domain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.steermesh.contract.type.FeatureRows;

/**
 * Some consecutive rows of a sparse version, as they are stored and sent at once.
 *
 * @param rows features and their rows of the autoencoder
 * @param values the vector's value of each; 0 outside its support
 */
public record RowBlock(FeatureRows rows, float[] values) {

  /** Bytes of one block, about: one message, one field in the store. */
  private static final int BLOCK_BYTES = 1 << 20;

  /** Feature, value, bias and threshold. */
  private static final int NUMBERS_BEFORE_ROWS = 4;

  /** Rows of one block. */
  public static int rowsPerBlock(int width) {
    return Math.max(1, BLOCK_BYTES / rowBytes(width));
  }

  /**
   * Row by row, so that the bytes of all blocks together do not depend on how they were cut:
   * feature (int32), value, bias, threshold, encoder row, decoder row (float32), little-endian.
   */
  public byte[] toBytes(int width) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(rows.size(), rowBytes(width)))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows.size(); row++) {
      bytes.putInt(rows.features()[row]);
      bytes.putFloat(values[row]);
      bytes.putFloat(rows.bias()[row]);
      bytes.putFloat(rows.threshold()[row]);
      putRow(bytes, rows.encoder(), row, width);
      putRow(bytes, rows.decoder(), row, width);
    }
    return bytes.array();
  }

  /** The block of {@link #toBytes}. */
  public static RowBlock ofBytes(byte[] stored, int width) {
    ByteBuffer bytes = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int count = stored.length / rowBytes(width);
    int[] features = new int[count];
    float[] values = new float[count];
    float[] bias = new float[count];
    float[] threshold = new float[count];
    float[] encoder = new float[count * width];
    float[] decoder = new float[count * width];
    for (int row = 0; row < count; row++) {
      features[row] = bytes.getInt();
      values[row] = bytes.getFloat();
      bias[row] = bytes.getFloat();
      threshold[row] = bytes.getFloat();
      getRow(bytes, encoder, row, width);
      getRow(bytes, decoder, row, width);
    }
    return new RowBlock(new FeatureRows(features, encoder, bias, threshold, decoder), values);
  }

  /** Adds value times decoder row to a sum, [d_model]. */
  void addDecoded(double[] sum) {
    for (int row = 0; row < values.length; row++) {
      for (int i = 0; values[row] != 0 && i < sum.length; i++) {
        sum[i] += (double) values[row] * rows.decoder()[row * sum.length + i];
      }
    }
  }

  /** The values of these features; 0 for those outside the support. */
  static RowBlock of(FeatureRows rows, SparseValues vector) {
    float[] values = new float[rows.size()];
    for (int row = 0; row < values.length; row++) {
      int at = Arrays.binarySearch(vector.features(), rows.features()[row]);
      values[row] = at < 0 ? 0 : vector.values()[at];
    }
    return new RowBlock(rows, values);
  }

  /** Bytes of one row. */
  public static int rowBytes(int width) {
    return Math.multiplyExact(NUMBERS_BEFORE_ROWS + Math.multiplyExact(2, width), Float.BYTES);
  }

  private static void putRow(ByteBuffer bytes, float[] matrix, int row, int width) {
    bytes.asFloatBuffer().put(matrix, row * width, width);
    bytes.position(bytes.position() + width * Float.BYTES);
  }

  private static void getRow(ByteBuffer bytes, float[] matrix, int row, int width) {
    bytes.asFloatBuffer().get(matrix, row * width, width);
    bytes.position(bytes.position() + width * Float.BYTES);
  }
}
