package org.steermesh.engine.verify;

import java.util.Map;

/**
 * What the check of one run gave.
 *
 * @param run its name
 * @param deviations per kind of tensor ({@code resid_post} for all its blocks) the largest {@link
 *     Deviation}
 * @param tokensRight generated tokens that are the reference's
 * @param tokens generated tokens
 */
public record RunResult(String run, Map<String, Double> deviations, int tokensRight, int tokens) {

  /** The largest deviation of all; NaN where a tensor is not finite. */
  public double largest() {
    return deviations.values().stream().mapToDouble(Double::doubleValue).reduce(0, Math::max);
  }

  /** Whether every tensor is within the tolerance; NaN never is. */
  public boolean within(double tolerance) {
    return largest() <= tolerance;
  }
}
