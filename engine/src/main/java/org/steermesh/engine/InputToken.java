package org.steermesh.engine;

import java.util.List;

/**
 * A token of an input, and how likely it was after those before it.
 *
 * @param id the token
 * @param logProbability natural log of its probability under the unmodified (temperature 1)
 *     distribution
 * @param alternatives the likeliest tokens under that distribution, the likeliest first; as many as
 *     were asked for
 */
public record InputToken(int id, float logProbability, List<TokenProbability> alternatives) {

  /** Copies the list. */
  public InputToken {
    alternatives = List.copyOf(alternatives);
  }
}
