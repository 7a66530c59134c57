package org.steermesh.eval.domain.judging;

/**
 * What grading cost.
 *
 * @param requests calls made, repeated ones included
 * @param inputTokens as the judge counts them
 * @param outputTokens as the judge counts them
 * @param uncounted calls whose tokens were not told
 */
public record Use(long requests, long inputTokens, long outputTokens, long uncounted) {

  /** Nothing. */
  public static final Use NONE = new Use(0, 0, 0, 0);

  /** Both together. */
  public Use plus(Use other) {
    return new Use(
        requests + other.requests,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        uncounted + other.uncounted);
  }
}
