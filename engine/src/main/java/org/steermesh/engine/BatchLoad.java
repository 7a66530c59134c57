package org.steermesh.engine;

/**
 * What a running batch holds at the moment.
 *
 * @param rows generations in it
 * @param inputRows those of them whose input has not run to its end
 * @param reservedTokens tokens that they may come to keep, all told
 * @param cacheBytes memory of the keys and values that are kept
 */
public record BatchLoad(int rows, int inputRows, long reservedTokens, long cacheBytes) {}
