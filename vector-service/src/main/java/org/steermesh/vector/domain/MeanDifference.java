package org.steermesh.vector.domain;

import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;

/**
 * Mean activation of the positive completions minus that of the negative ones, not normalised
 * (Rimsky et al. 2024, Contrastive Activation Addition).
 *
 * <p>Every item adds one completion to each class, so the difference of the means is the mean of
 * the differences.
 */
final class MeanDifference {

  private MeanDifference() {}

  /**
   * The vector at one site: float64 subtraction, float32 result, [d_model].
   *
   * @throws SteermeshException NOT_FINITE, or VECTOR_ZERO when the classes do not differ
   */
  static SiteVector of(SiteStatistics statistics) {
    float[] positive = statistics.positive().mean();
    float[] negative = statistics.negative().mean();
    float[] values = new float[positive.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((double) positive[i] - negative[i]);
      if (!Float.isFinite(values[i])) {
        throw refuse(
            ErrorReason.NOT_FINITE,
            statistics.site(),
            "element %d of the difference at %s is %s".formatted(i, statistics.site(), values[i]));
      }
    }
    SiteVector vector = new SiteVector(statistics.site(), values);
    if (vector.norm() == 0) {
      throw refuse(
          ErrorReason.VECTOR_ZERO,
          statistics.site(),
          "the means of both classes are equal at %s over %d and %d activations: there is nothing to"
                  .formatted(
                      statistics.site(),
                      statistics.positive().count(),
                      statistics.negative().count())
              + " steer along; check the read positions");
    }
    return vector;
  }

  private static SteermeshException refuse(ErrorReason reason, Site site, String message) {
    return new SteermeshException(reason, message).with("site", site.toString());
  }
}
