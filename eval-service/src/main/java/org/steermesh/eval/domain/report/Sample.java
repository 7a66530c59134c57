package org.steermesh.eval.domain.report;

import java.util.List;

/**
 * What the model says to one prompt under several steering configurations, side by side.
 *
 * @param heading what is steered, for example the behaviour
 * @param prompt what the model was asked
 * @param texts its answers, in the order shown
 */
public record Sample(String heading, String prompt, List<Continuation> texts) {

  /** Keeps the texts. */
  public Sample {
    texts = List.copyOf(texts);
  }

  /**
   * One answer.
   *
   * @param label the steering configuration, for people: {@code unsteered}, {@code block 3, +2}
   * @param text what was generated
   */
  public record Continuation(String label, String text) {}
}
