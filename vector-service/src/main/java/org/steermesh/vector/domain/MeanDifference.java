package org.steermesh.vector.domain;

import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.SiteStatistics.ClassStatistics;

/**
 * Mean activation of one class minus that of another, not normalised: of the positive and the
 * negative completions (Rimsky et al. 2024, Contrastive Activation Addition), or of the two sides
 * of painless activation steering (Cui and Chen 2025).
 *
 * <p>Where every item adds one sequence to each class, the difference of the means is the mean of
 * the differences.
 */
final class MeanDifference {

  private MeanDifference() {}

  /**
   * The vector at one site: float64 subtraction, float32 result, [d_model].
   *
   * @throws SteermeshException NOT_FINITE, or VECTOR_ZERO when the classes do not differ
   */
  static SiteVector of(Site site, ClassStatistics positiveSide, ClassStatistics negativeSide) {
    float[] positive = positiveSide.mean();
    float[] negative = negativeSide.mean();
    float[] values = new float[positive.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((double) positive[i] - negative[i]);
      if (!Float.isFinite(values[i])) {
        throw refuse(
            ErrorReason.NOT_FINITE,
            site,
            "element %d of the difference at %s is %s".formatted(i, site, values[i]));
      }
    }
    SiteVector vector = new SiteVector(site, values);
    if (vector.norm() == 0) {
      throw refuse(
          ErrorReason.VECTOR_ZERO,
          site,
          "the means of both classes are equal at %s over %d and %d activations: there is nothing to"
                  .formatted(site, positiveSide.count(), negativeSide.count())
              + " steer along; check the read positions");
    }
    return vector;
  }

  private static SteermeshException refuse(ErrorReason reason, Site site, String message) {
    return new SteermeshException(reason, message).with("site", site.toString());
  }
}
