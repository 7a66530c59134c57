package org.steermesh.engine;

import java.util.List;

/**
 * One generated token, as it is decoded.
 *
 * @param id the token
 * @param logProbability natural log of its probability under the unmodified (temperature 1)
 *     distribution
 * @param text the text that is complete with this token; empty while a UTF-8 character or a
 *     possible stop string is held back
 * @param alternatives the likeliest tokens under that distribution, the likeliest first; as many as
 *     were asked for
 */
public record GeneratedToken(
    int id, float logProbability, String text, List<TokenProbability> alternatives) {

  /** Copies the list. */
  public GeneratedToken {
    alternatives = List.copyOf(alternatives);
  }
}
