package org.steermesh.eval.domain.judging;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a grade is read from what a judge says. Nothing is guessed: where the number that the rule
 * names is missing, not whole or off the scale, there is no grade.
 *
 * @param rule which number of the reply is the grade
 * @param lowest grade
 * @param highest grade, above {@code lowest}
 * @param marker what stands before the grade; only of {@code NUMBER_AFTER_MARKER}
 */
public record ReplyRule(Rule rule, double lowest, double highest, String marker) {

  private static final Pattern NUMBER = Pattern.compile("[-\u2212]?\\d{1,9}(?:\\.\\d{1,9})?");

  /** Which number is the grade. */
  public enum Rule {
    /** The first one, whole. */
    FIRST_INTEGER,
    /** The last one, whole. */
    LAST_INTEGER,
    /** The first one after the last marker. */
    NUMBER_AFTER_MARKER
  }

  /** Checks the scale and the marker. */
  public ReplyRule {
    if (!(Double.isFinite(lowest) && Double.isFinite(highest) && lowest < highest)) {
      throw new IllegalArgumentException(
          "the scale is " + lowest + " to " + highest + "; the lowest grade must be the lower one");
    }
    if (rule == Rule.NUMBER_AFTER_MARKER && marker.isEmpty()) {
      throw new IllegalArgumentException("the rule needs a marker, such as Score:");
    }
  }

  /** The grade that {@code reply} gives; empty where it gives none. */
  public OptionalDouble grade(String reply) {
    return switch (rule) {
      case FIRST_INTEGER -> whole(first(reply));
      case LAST_INTEGER -> whole(last(reply));
      case NUMBER_AFTER_MARKER -> {
        int at = reply.lastIndexOf(marker);
        yield at < 0
            ? OptionalDouble.empty()
            : onScale(first(reply.substring(at + marker.length())));
      }
    };
  }

  /** A grade as a share of the scale: 0 the lowest, 1 the highest. */
  double share(double grade) {
    return (grade - lowest) / (highest - lowest);
  }

  private OptionalDouble whole(OptionalDouble number) {
    return number.isPresent() && number.getAsDouble() == Math.rint(number.getAsDouble())
        ? onScale(number)
        : OptionalDouble.empty();
  }

  private OptionalDouble onScale(OptionalDouble number) {
    return number.isPresent() && number.getAsDouble() >= lowest && number.getAsDouble() <= highest
        ? number
        : OptionalDouble.empty();
  }

  private static OptionalDouble first(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.find() ? OptionalDouble.of(value(number)) : OptionalDouble.empty();
  }

  private static OptionalDouble last(String text) {
    Matcher number = NUMBER.matcher(text);
    OptionalDouble last = OptionalDouble.empty();
    while (number.find()) {
      last = OptionalDouble.of(value(number));
    }
    return last;
  }

  private static double value(Matcher number) {
    return Double.parseDouble(number.group().replace('\u2212', '-'));
  }
}
