package org.steermesh.cli.load;

import java.util.Map;

/**
 * What came of a load. Times are seconds.
 *
 * @param seconds from the first request to the last answer
 * @param finished requests that ended well
 * @param ended the others, by what they ended with
 * @param inputTokens of requests that ended well
 * @param generatedTokens all tokens that came
 * @param latency how long it took
 * @param mismatched requests whose tokens, or whose receipt, are not those of a run alone; -1 where
 *     that was not asked
 * @param busySeconds in which the service's loop computed; 0 where it does not say
 * @param memory of the service
 */
public record LoadResult(
    double seconds,
    int finished,
    Map<String, Integer> ended,
    long inputTokens,
    long generatedTokens,
    Latency latency,
    int mismatched,
    double busySeconds,
    Memory memory) {

  /**
   * Bytes that are no file's; 0 where they are not known.
   *
   * @param early after the first thousand requests, or after half of fewer
   * @param end after all of them
   */
  public record Memory(long early, long end) {}

  /**
   * How long it took.
   *
   * @param firstToken from the request to its first token
   * @param betweenTokens from one token to the next
   * @param whole from the request to its end, of those that ended well
   */
  public record Latency(Percentiles firstToken, Percentiles betweenTokens, Percentiles whole) {}

  /** Generated tokens in a second. */
  public double tokensPerSecond() {
    return seconds == 0 ? 0 : generatedTokens / seconds;
  }
}
