package org.steermesh.generation.domain;

/**
 * How busy the generation loop is, and what it has done since the start.
 *
 * @param running texts being generated
 * @param inputs those of them whose input is still running
 * @param waiting texts that wait
 * @param reservedTokens tokens that the running texts may come to keep
 * @param cacheTokens most of these; 0 before the first text
 * @param cacheBytes memory of their keys and values
 * @param prefixBytes memory of the keys and values that are kept of inputs for later ones
 * @param done what was done
 */
public record ServingLoad(
    int running,
    int inputs,
    int waiting,
    long reservedTokens,
    long cacheTokens,
    long cacheBytes,
    long prefixBytes,
    Done done) {

  /**
   * Counts since the start.
   *
   * @param inputTokens tokens of the inputs of texts that began
   * @param cachedTokens those of them that did not run, because an earlier input had begun with
   *     them
   * @param generatedTokens tokens generated
   * @param finished texts that ended well
   * @param failed texts that were cancelled or failed after they were admitted
   * @param refused texts that found the queue full
   * @param busyNanos time in which the batch computed
   */
  public record Done(
      long inputTokens,
      long cachedTokens,
      long generatedTokens,
      long finished,
      long failed,
      long refused,
      long busyNanos) {}
}
