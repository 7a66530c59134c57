package org.steermesh.eval.domain.statistics;

/**
 * A 95 % confidence interval, ends included. Both ends are NaN where a sample is too small for one.
 */
public record Interval(double low, double high) {

  static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** Whether the sample was large enough for an interval. */
  public boolean isKnown() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }
}
