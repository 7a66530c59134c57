package org.steermesh.vector.domain;

/**
 * One completion of a contrastive pair.
 *
 * @param id for errors
 * @param side which of the two
 * @param prompt what the model is shown
 * @param completion what follows it
 */
public record LabelledExample(String id, Side side, String prompt, String completion) {

  /** Which completion of a pair it is. */
  public enum Side {
    /** The one that shows the behaviour. */
    POSITIVE,
    /** The one that does not. */
    NEGATIVE
  }
}
