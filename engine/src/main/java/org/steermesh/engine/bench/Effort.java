package org.steermesh.engine.bench;

/**
 * How much is measured.
 *
 * @param quick whether one repeat of little work has to do: shows that everything runs
 * @param leastRepeats repeats of each measurement, whatever they cost
 * @param mostRepeats repeats of cheap measurements
 * @param seconds after which a measurement is not repeated any more
 * @param decodeTokens tokens generated at a time
 * @param prompts prompts captured at a time
 * @param pairs contrastive pairs captured at a time
 */
public record Effort(
    boolean quick,
    int leastRepeats,
    int mostRepeats,
    double seconds,
    int decodeTokens,
    int prompts,
    int pairs) {

  /** Minutes for a model of 110 million weights. */
  public static final Effort FULL = new Effort(false, 3, 9, 15, 32, 32, 8);

  /** One repeat. */
  public static final Effort QUICK = new Effort(true, 1, 1, 1, 4, 4, 2);
}
