package org.steermesh.cli.sft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.training.lora.LabelledText;

/**
 * Items to measure on whose prompt is also trained on.
 *
 * @param count number of them
 * @param measured place of the first; empty where there is none
 * @param trained place where that one is trained on
 */
public record Repeats(long count, String measured, String trained) {

  /** Looks for prompts of {@code measured} among those of {@code training}. */
  public static Repeats of(List<LabelledText> training, List<LabelledText> measured) {
    Map<Prompt, String> places = new HashMap<>();
    training.forEach(item -> places.putIfAbsent(item.prompt(), item.place()));
    List<LabelledText> repeated =
        measured.stream().filter(item -> places.containsKey(item.prompt())).toList();
    if (repeated.isEmpty()) {
      return new Repeats(0, "", "");
    }
    LabelledText first = repeated.getFirst();
    return new Repeats(repeated.size(), first.place(), places.getOrDefault(first.prompt(), ""));
  }
}
