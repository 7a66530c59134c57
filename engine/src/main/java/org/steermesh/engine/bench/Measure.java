package org.steermesh.engine.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A measured number: a median.
 *
 * @param key short and stable, for programs
 * @param what in words
 * @param unit for example {@code tokens/s}
 * @param value measured
 * @param ratios against floors and other ways of doing the same
 */
public record Measure(String key, String what, String unit, double value, List<Ratio> ratios) {

  /** Copies the list. */
  public Measure {
    ratios = List.copyOf(ratios);
  }

  static Measure of(String key, String what, String unit, double value) {
    return new Measure(key, what, unit, value, List.of());
  }

  /** The same with a ratio that has a lower bound, or none. */
  Measure against(String other, double base, OptionalDouble atLeast) {
    return with(new Ratio(other, base, value / base, atLeast, false));
  }

  /** The same with a ratio that has an upper bound, or none. */
  Measure within(String other, double base, OptionalDouble atMost) {
    return with(new Ratio(other, base, value / base, atMost, true));
  }

  private Measure with(Ratio ratio) {
    return new Measure(
        key, what, unit, value, Stream.concat(ratios.stream(), Stream.of(ratio)).toList());
  }
}
