package org.steermesh.engine.stats;

import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** The dense steering vector of two classes: mean positive minus mean negative, not normalised. */
public final class MeanDifference {

  private MeanDifference() {}

  /**
   * Subtracts in float64 and rounds once.
   *
   * @return [d]
   * @throws EngineException VECTOR_WIDTH_MISMATCH when the widths differ, VECTOR_ZERO when a class
   *     has no activation
   */
  public static float[] of(ActivationStatistics positive, ActivationStatistics negative) {
    if (positive.width() != negative.width()) {
      throw new EngineException(
          EngineReason.VECTOR_WIDTH_MISMATCH,
          "the positive class has width "
              + positive.width()
              + ", the negative one "
              + negative.width()
              + "; they must be equal");
    }
    if (positive.count() == 0 || negative.count() == 0) {
      throw new EngineException(
          EngineReason.VECTOR_ZERO,
          "a mean difference needs activations of both classes; there are "
              + positive.count()
              + " positive and "
              + negative.count()
              + " negative");
    }
    double[] plus = positive.mean();
    double[] minus = negative.mean();
    float[] difference = new float[plus.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = (float) (plus[i] - minus[i]);
    }
    return difference;
  }
}
