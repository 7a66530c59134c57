package org.steermesh.eval.domain;

/**
 * What an arm costs at an effect that every arm of a comparison reaches; between measured strengths
 * both numbers are interpolated along the curve.
 *
 * @param strength smallest positive strength at which the score has risen by the effect
 * @param perplexityRatio there; NaN without neutral texts
 */
public record MatchedPoint(double strength, double perplexityRatio) {}
