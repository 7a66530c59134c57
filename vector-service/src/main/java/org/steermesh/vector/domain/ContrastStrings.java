package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.type.PromptLayout.Rendering;
import org.steermesh.vector.domain.task.ShownItem;

/**
 * What methods of painless activation steering read of an item (Cui and Chen 2025, section 3): its
 * prompt, or its question with a choice. In a chat the question is the user's message and the
 * choice the model's answer.
 *
 * @param rendering how prompts and questions are shown
 * @param methods the sides of every method
 */
record ContrastStrings(Rendering rendering, List<PasSides> methods) {

  /**
   * The sequences of one item that a method needs.
   *
   * @param gold where the right answer is shown
   * @param chosen where the model's answer is shown
   */
  List<LabelledExample> of(ShownItem item, int gold, int chosen) {
    boolean right = gold == chosen;
    String id = "items[" + item.index() + "]";
    List<LabelledExample> all = new ArrayList<>();
    all.add(
        new LabelledExample(
            id, right ? ExampleClass.PROMPT_RIGHT : ExampleClass.PROMPT_WRONG, item.prompt(), ""));
    all.add(statement(id, right ? ExampleClass.TRUTH_RIGHT : ExampleClass.TRUTH_WRONG, item, gold));
    if (!right) {
      all.add(statement(id, ExampleClass.CHOSEN_WRONG, item, chosen));
    }
    return all.stream()
        .filter(example -> methods.stream().anyMatch(sides -> sides.needs(example.kind())))
        .toList();
  }

  private LabelledExample statement(String id, ExampleClass kind, ShownItem item, int place) {
    String question = item.item().question();
    String choice = item.choices().get(place);
    return switch (rendering) {
      case PLAIN -> new LabelledExample(id, kind, question + " " + choice, "");
      case CHAT -> new LabelledExample(id, kind, question, choice);
    };
  }
}
