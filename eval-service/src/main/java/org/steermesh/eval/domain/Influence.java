package org.steermesh.eval.domain;

/**
 * How far one score of a composition moves.
 *
 * @param own largest minus smallest score as its own vector's strength moves; the largest such span
 *     over the strengths of the other vector
 * @param other the same as the other vector's strength moves, over the strengths of its own: 0 is
 *     independence
 */
public record Influence(double own, double other) {}
