package org.steermesh.engine.checkpoint;

/**
 * What an adapter adds to a matrix: scale * B A.
 *
 * @param a A, [rank, in]
 * @param b B, [out, rank]
 * @param scale above 0
 */
public record LowRankChange(StoredTensor a, StoredTensor b, double scale) {}
