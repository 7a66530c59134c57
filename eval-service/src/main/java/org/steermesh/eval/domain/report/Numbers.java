package org.steermesh.eval.domain.report;

import java.util.Locale;
import org.steermesh.eval.domain.statistics.Interval;

/** Numbers as people read them: a fixed count of decimals, a real minus sign, a dash for none. */
final class Numbers {

  static final String NONE = "–";

  private Numbers() {}

  /** A share such as a score: {@code 0.538}. */
  static String share(double value) {
    return fixed(value, 3);
  }

  /** A signed difference: {@code +0.120}. */
  static String change(double value) {
    String text = share(value);
    return value > 0 ? "+" + text : text;
  }

  /** A ratio such as of two perplexities: {@code 1.04}; as many digits as it needs when small. */
  static String ratio(double value) {
    return fixed(value, Math.abs(value) < 100 ? 2 : 0);
  }

  /** An interval: {@code 0.41 to 0.62}. */
  static String interval(Interval interval) {
    return interval.isKnown() ? share(interval.low()) + " to " + share(interval.high()) : NONE;
  }

  /** A strength, without the zeros it does not need: {@code −1.5}, {@code 2}, {@code +2}. */
  static String strength(double value) {
    String text = plain(value);
    return value > 0 ? "+" + text : text;
  }

  /** A declared number, without the zeros it does not need: {@code 0.7}, {@code 512}. */
  static String plain(double value) {
    return signed(
        value == Math.rint(value) && Math.abs(value) < 1e9
            ? Long.toString((long) value)
            : Double.toString(value));
  }

  private static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? NONE : signed(value > 0 ? "∞" : "-∞");
    }
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return signed(text.matches("-0\\.?0*") ? text.substring(1) : text);
  }

  private static String signed(String text) {
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }
}
