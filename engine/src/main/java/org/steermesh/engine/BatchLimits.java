package org.steermesh.engine;

/**
 * What a running batch may take.
 *
 * @param rows most generations at a time
 * @param promptTokens most tokens of inputs in one step, beside the one of each row that decodes:
 *     bounds how long a step takes, and so how long a newcomer holds the others up
 * @param cacheTokens most tokens whose keys and values are kept at a time, each generation counted
 *     with all that it may come to need
 * @param prefixBytes most bytes of keys and values that are kept of inputs for later ones; 0 keeps
 *     none
 */
public record BatchLimits(int rows, int promptTokens, long cacheTokens, long prefixBytes) {

  /** Nothing is kept of an input for later ones. */
  public BatchLimits(int rows, int promptTokens, long cacheTokens) {
    this(rows, promptTokens, cacheTokens, 0);
  }

  /** Refuses limits under which nothing could run. */
  public BatchLimits {
    check(rows >= 1, "rows", rows);
    check(promptTokens >= 1, "promptTokens", promptTokens);
    check(cacheTokens >= 1, "cacheTokens", cacheTokens);
  }

  private static void check(boolean allowed, String name, long value) {
    if (!allowed) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
  }
}
