package org.steermesh.generation.api;

import org.steermesh.engine.Sampling;

/**
 * What is made of an input.
 *
 * @param sampling how tokens are chosen, with the seed of the first text
 * @param count how many texts
 * @param echo what is told of the input first
 * @param doseLimit above which planned doses are told as such
 */
record WantedTexts(Sampling sampling, int count, Echo echo, double doseLimit) {

  /** What is told of the input. */
  enum Echo {
    NOTHING,
    TEXT,
    /** And how likely its tokens are. */
    LOG_PROBABILITIES
  }

  /** How the tokens of one of the texts are chosen. */
  Sampling sampling(int text) {
    return sampling.withSeed(sampling.seed() + text);
  }
}
