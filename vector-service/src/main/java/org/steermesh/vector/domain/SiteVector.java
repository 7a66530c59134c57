package org.steermesh.vector.domain;

import org.steermesh.contract.type.Site;

/**
 * The floats of a version at one site.
 *
 * @param site where it was read, and where it acts
 * @param values float32, [d_model]; not copied, not to be changed
 */
public record SiteVector(Site site, float[] values) {

  /** L2 norm of the values. */
  public double norm() {
    return norm(values);
  }

  static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
