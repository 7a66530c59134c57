package org.steermesh.engine.steering;

/**
 * How an intervention's strength changes along a text: what it is multiplied by at each generated
 * token, g = 0 being the first. Tokens of the input have the factor of g = 0.
 *
 * <p>The factor is (from + (to - from) min(1, g / tokens)) 2^(-g / halfLife), and 0 from g =
 * stopAfter on.
 *
 * @param from factor at the beginning
 * @param to factor after {@code tokens} tokens
 * @param tokens length of the ramp, at least 0; 0 begins with {@code to}
 * @param halfLife tokens in which the factor halves, above 0; infinite for no decay
 * @param stopAfter generated tokens after which nothing is steered, at least 0
 */
public record Schedule(float from, float to, int tokens, float halfLife, int stopAfter) {

  /** Refuses numbers that mean nothing. */
  public Schedule {
    check(Float.isFinite(from), "from", from, "finite");
    check(Float.isFinite(to), "to", to, "finite");
    check(tokens >= 0, "tokens", tokens, "at least 0");
    check(halfLife > 0, "halfLife", halfLife, "above 0");
    check(stopAfter >= 0, "stopAfter", stopAfter, "at least 0");
  }

  /** Always the same. */
  public static final Schedule CONSTANT =
      new Schedule(1, 1, 0, Float.POSITIVE_INFINITY, Integer.MAX_VALUE);

  private static void check(boolean allowed, String name, double value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
    }
  }

  /** No factor is larger than this, whatever its sign. */
  public float largest() {
    return Math.max(Math.abs(tokens == 0 ? to : from), Math.abs(to));
  }

  /** The factor at a position of a sequence whose input has so many tokens. */
  float at(int position, int inputLength) {
    int generated = Math.max(0, position - inputLength);
    if (position >= inputLength && generated >= stopAfter) {
      return 0;
    }
    float along = tokens == 0 ? 1 : Math.min(1, generated / (float) tokens);
    return (float) ((from + (to - from) * along) * Math.pow(2, -generated / halfLife));
  }
}
