package org.steermesh.eval.domain;

import java.util.SortedMap;

/**
 * How surprised a cell is by neutral texts, over all of them together.
 *
 * @param texts how many were scored
 * @param tokens predicted tokens of all scored texts
 * @param logLikelihood their summed natural log-probability
 * @param unscored texts that count nowhere above, by reason
 */
public record Perplexity(
    int texts, long tokens, double logLikelihood, SortedMap<String, Integer> unscored) {

  /** exp(-logLikelihood / tokens); NaN when no token was scored. */
  public double value() {
    return tokens == 0 ? Double.NaN : Math.exp(-logLikelihood / tokens);
  }
}
