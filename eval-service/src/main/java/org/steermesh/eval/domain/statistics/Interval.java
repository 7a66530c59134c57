package org.steermesh.eval.domain.statistics;

/** A confidence interval, ends included. Both ends are NaN where a sample is too small for one. */
public record Interval(double low, double high) {

  /** Where a sample is too small for an interval. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** Whether the sample was large enough for an interval. */
  public boolean isKnown() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }
}
