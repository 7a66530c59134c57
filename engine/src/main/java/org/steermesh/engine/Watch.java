package org.steermesh.engine;

/**
 * Watches a text for what too strong steering does to it: the same words again and again, or a
 * model that is certain of everything.
 *
 * @param window tokens that are looked at, the latest ones; at least 8. Nothing is said before
 *     there are so many
 * @param mostRepetition largest part of the window's runs of four tokens that may have occurred in
 *     it before, 0 to 1; 1 allows all
 * @param leastEntropy least mean entropy of the window's distributions, in nats; 0 allows all
 * @param backOff what the strengths are multiplied by when the text goes beyond, at least 0 and
 *     below 1, after which the next window begins; negative ends the text instead
 */
public record Watch(int window, double mostRepetition, double leastEntropy, float backOff) {

  private static final int LEAST_WINDOW = 8;

  /** Refuses numbers that mean nothing. */
  public Watch {
    check(window >= LEAST_WINDOW, "window", window, "at least " + LEAST_WINDOW);
    check(mostRepetition >= 0 && mostRepetition <= 1, "mostRepetition", mostRepetition, "0 to 1");
    check(
        leastEntropy >= 0 && Double.isFinite(leastEntropy),
        "leastEntropy",
        leastEntropy,
        "finite and at least 0");
    check(backOff < 1, "backOff", backOff, "below 1");
  }

  private static void check(boolean allowed, String name, double value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
    }
  }

  boolean stops() {
    return backOff < 0;
  }
}
