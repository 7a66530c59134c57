package org.steermesh.eval.domain.statistics;

/**
 * The mean of {@code count} values with its uncertainty.
 *
 * @param count values in the sample, at least 1
 * @param mean their arithmetic mean
 * @param standardError sample standard deviation (n - 1) over the square root of n; NaN for one
 *     value
 * @param interval bootstrap interval of the mean; unknown for one value
 */
public record MeanEstimate(int count, double mean, double standardError, Interval interval) {}
