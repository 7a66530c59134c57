package org.steermesh.engine.training.lora;

import java.util.List;
import org.steermesh.engine.training.TrainingException;

/**
 * What a training learns from and is measured on.
 *
 * @param training at least two items
 * @param validation measured before, on the way and after; may be empty
 * @param test measured before and after; may be empty
 */
public record LoraItems(
    List<LabelledText> training, List<LabelledText> validation, List<LabelledText> test) {

  /** Copies the lists. */
  public LoraItems {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * Refuses items that teach nothing.
   *
   * @throws TrainingException when there are fewer than two, or all have one answer
   */
  void check() {
    if (training.size() < 2) {
      throw new TrainingException(
          "there are " + training.size() + " items to train on; at least 2 are needed");
    }
    LabelledText first = training.getFirst();
    boolean choices = training.stream().noneMatch(item -> item.choices().isEmpty());
    if (choices
        && training.stream().allMatch(item -> item.completion().equals(first.completion()))) {
      throw new TrainingException(
          "all %d items to train on have the answer '%s' (%s to %s): that letter is all a model would learn"
              .formatted(
                  training.size(), first.completion(), first.place(), training.getLast().place()));
    }
  }
}
