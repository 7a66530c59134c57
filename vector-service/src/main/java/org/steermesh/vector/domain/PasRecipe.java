package org.steermesh.vector.domain;

import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.task.TaskView;

/**
 * What only vectors of painless activation steering have.
 *
 * @param task name of the definition that read the data set
 * @param view whose training part was used
 * @param answers how the model answered it
 * @param sides how many sequences each side has
 * @param prefixDigest SHA-256 (hex) of what was put before every prompt; empty for nothing
 * @param labelShuffleSeed seed of the shuffle of the right answers; null when they were left
 */
public record PasRecipe(
    String task,
    TaskView view,
    Answers answers,
    Sides sides,
    String prefixDigest,
    @Nullable Long labelShuffleSeed) {

  /** How many items the model answered right, and wrong. */
  public record Answers(int right, int wrong) {}

  /** How many sequences the positive and the negative side have. */
  public record Sides(int positive, int negative) {}
}
