package org.steermesh.vector.mesh;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a sparse build must give for pairs that differ in their answers: the algorithm, written down
 * once more from the rows.
 */
final class SparseExpectation {

  static final int PAIRS = 8;

  private SparseExpectation() {}

  static long active(int feature, boolean positive) {
    long count = 0;
    for (int i = 0; i < PAIRS; i++) {
      count += RuledSaes.feature(feature, question(i), answer(positive)) != 0 ? 1 : 0;
    }
    return count;
  }

  /** The algorithm, written down once more from the rows. */
  static SortedMap<Integer, Float> expected(double tau) {
    SortedMap<Integer, Float> vector = new TreeMap<>();
    for (int feature = 0; feature < RuledSaes.FEATURES && feature < 12; feature++) {
      float up = side(feature, true, tau);
      float down = side(feature, false, tau);
      if ((up != 0) != (down != 0)) {
        vector.put(feature, up - down);
      }
    }
    return vector;
  }

  private static float side(int feature, boolean positive, double tau) {
    double sum = 0;
    int active = 0;
    for (int i = 0; i < PAIRS; i++) {
      float value = RuledSaes.feature(feature, question(i), answer(positive));
      sum += value;
      active += value != 0 ? 1 : 0;
    }
    return active == 0 || active < tau * PAIRS ? 0 : (float) (sum / active);
  }

  static String question(int index) {
    return "Question " + index + "?";
  }

  static String answer(boolean positive) {
    return positive ? "(A)" : "(B)";
  }

  static double[] decoded(SortedMap<Integer, Float> vector) {
    double[] sum = new double[RuledActivations.WIDTH];
    vector.forEach((feature, value) -> {
      float[] row = RuledSaes.row(feature);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (double) value * row[i];
      }
    });
    return sum;
  }

  static double norm(double[] values) {
    return Math.sqrt(cross(values, values));
  }

  static double norm(Iterable<Float> values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static double cross(double[] first, double[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += first[i] * second[i];
    }
    return sum;
  }

  static double cosine(double[] first, double[] second) {
    return cross(first, second) / (norm(first) * norm(second));
  }
}
