package org.steermesh.engine;

/**
 * What a running batch holds at the moment.
 *
 * @param rows generations in it
 * @param inputRows those of them whose input has not run to its end
 * @param reservedTokens tokens that they may come to keep, all told
 * @param cacheBytes memory of their keys and values
 * @param prefixBytes memory of the keys and values that are kept of inputs for later ones
 */
public record BatchLoad(
    int rows, int inputRows, long reservedTokens, long cacheBytes, long prefixBytes) {

  /** Of a batch that holds nothing. */
  public static final BatchLoad NOTHING = new BatchLoad(0, 0, 0, 0, 0);
}
