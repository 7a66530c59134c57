package org.steermesh.engine.bench;

/**
 * What the machine allows with the threads of a run, measured by themselves: medians.
 *
 * @param readBandwidth bytes per second of reading memory that no cache holds
 * @param f32Rate operations per second of float32 matrix products, a multiplication and an addition
 *     being two
 * @param bf16Rate the same for bfloat16
 */
public record Floors(double readBandwidth, double f32Rate, double bf16Rate) {

  private static final double SECONDS = 3;

  /** Measures each by itself. */
  static Floors of(Probe probe, Effort effort) {
    return new Floors(
        Repeats.median(effort, SECONDS, probe::readBandwidth),
        Repeats.median(effort, SECONDS, probe::f32Rate),
        Repeats.median(effort, SECONDS, probe::bf16Rate));
  }

  /** Whether the processor multiplies bfloat16 faster than float32. */
  boolean hasFastBf16() {
    return bf16Rate > 1.2 * f32Rate;
  }
}
