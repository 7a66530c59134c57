package org.steermesh.engine.steering;

/** Directions of vectors, computed in float64. */
final class Units {

  private Units() {}

  static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** The vector at length 1, or zero where it is zero. */
  static float[] of(float[] vector) {
    double norm = norm(vector);
    float[] unit = new float[vector.length];
    for (int i = 0; norm > 0 && i < unit.length; i++) {
      unit[i] = (float) (vector[i] / norm);
    }
    return unit;
  }

  /** The direction of the decoded values of a sparse vector: of values times W_dec. */
  static float[] of(SparseSupport support) {
    int width = support.decoder().length / support.size();
    float[] sum = new float[width];
    for (int feature = 0; feature < support.size(); feature++) {
      float value = support.values()[feature];
      // Of all rows of an autoencoder most are not named.
      for (int i = 0; value != 0 && i < width; i++) {
        sum[i] += value * support.decoder()[feature * width + i];
      }
    }
    return of(sum);
  }
}
