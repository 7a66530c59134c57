package org.steermesh.engine.decoder;

import java.util.List;
import org.steermesh.engine.torch.NativeValue;

/** Uploads what an edit needs beside rows and strengths; the caller closes the values. */
public final class EditParameters {

  private EditParameters() {}

  /**
   * Parameters of the dense kinds.
   *
   * @param vectors m vectors of width d
   * @param units m directions of length 1 (or 0, for a zero vector)
   * @param values m wanted components
   */
  public static List<NativeValue> dense(float[][] vectors, float[][] units, float[] values) {
    return List.of(matrix(units), matrix(vectors), NativeValue.floats(values, values.length, 1));
  }

  /**
   * Parameters of the sparse kinds, for s features and width d.
   *
   * @param unit direction that the edit is measured along, [d]
   * @param encoder row-major [s * d]
   * @param bias [s]
   * @param threshold [s]
   * @param decoderAndValues decoder row-major [s * d], then values [s]
   */
  public static List<NativeValue> sparse(
      float[] unit,
      float[] encoder,
      float[] bias,
      float[] threshold,
      DecoderRows decoderAndValues) {
    int width = unit.length;
    int features = bias.length;
    return List.of(
        NativeValue.floats(unit, 1, width),
        NativeValue.floats(encoder, features, width),
        NativeValue.floats(bias, features),
        NativeValue.floats(threshold, features),
        NativeValue.floats(decoderAndValues.rows(), features, width),
        NativeValue.floats(decoderAndValues.values(), features),
        NativeValue.longs(new long[] {decoderAndValues.k()}, 1));
  }

  /**
   * The side of a sparse edit that writes.
   *
   * @param rows W_dec, row-major [s * d]
   * @param values [s]
   * @param k how many features a TopK autoencoder keeps; else 0
   */
  public record DecoderRows(float[] rows, float[] values, int k) {}

  /** Parameters of a gate on the component along a direction of length 1, [d]. */
  public static List<NativeValue> projectionGate(float[] unit, Thresholds thresholds) {
    return List.of(
        NativeValue.floats(unit, 1, unit.length),
        NativeValue.floats(new float[] {thresholds.opening()}, 1),
        NativeValue.floats(new float[] {thresholds.closing()}, 1));
  }

  /** Parameters of a gate on a feature with encoder row [d], bias and theta. */
  public static List<NativeValue> featureGate(
      float[] encoder, float bias, float theta, Thresholds thresholds) {
    return List.of(
        NativeValue.floats(encoder, 1, encoder.length),
        NativeValue.floats(new float[] {bias}, 1),
        NativeValue.floats(new float[] {theta}, 1),
        NativeValue.floats(new float[] {thresholds.opening()}, 1),
        NativeValue.floats(new float[] {thresholds.closing()}, 1));
  }

  /** Above which a gate opens, and above which it stays open. */
  public record Thresholds(float opening, float closing) {}

  private static NativeValue matrix(float[][] rows) {
    int width = rows[0].length;
    float[] flat = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return NativeValue.floats(flat, rows.length, width);
  }
}
