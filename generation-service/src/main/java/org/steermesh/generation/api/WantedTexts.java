package org.steermesh.generation.api;

import org.steermesh.engine.Sampling;

/**
 * What is made of an input.
 *
 * @param sampling how tokens are chosen, with the seed of the first text
 * @param count how many texts
 * @param echo whether the input is told first
 * @param doseLimit above which planned doses are told as such
 */
record WantedTexts(Sampling sampling, int count, boolean echo, double doseLimit) {

  /** How the tokens of one of the texts are chosen. */
  Sampling sampling(int text) {
    return sampling.withSeed(sampling.seed() + text);
  }
}
