package org.steermesh.engine.training.lora;

import java.util.List;
import org.steermesh.engine.tokenizer.Prompt;

/**
 * A prompt with the completion to learn.
 *
 * @param place where it was read, for errors: a file and its line
 * @param prompt what is given
 * @param completion what is learnt, at least one token
 * @param choices what a multiple-choice question offers, the completion among them, one token each;
 *     none for free text
 * @param group items of one group stay on one side of a split; empty for a group of its own
 */
public record LabelledText(
    String place, Prompt prompt, String completion, List<String> choices, String group) {

  /** Copies the list. */
  public LabelledText {
    choices = List.copyOf(choices);
  }
}
