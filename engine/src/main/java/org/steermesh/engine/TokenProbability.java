package org.steermesh.engine;

/**
 * How likely a token was.
 *
 * @param id the token
 * @param logProbability natural log of its probability under the unmodified (temperature 1)
 *     distribution
 */
public record TokenProbability(int id, float logProbability) {}
