package org.steermesh.cli.sft;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.TaskItems;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.training.lora.LabelledText;
import org.steermesh.engine.training.lora.LoraItems;
import org.steermesh.type.v1.PromptLayout.Rendering;
import org.steermesh.vector.v1.TaskItem;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskView;

/** The items of a data set of a mesh as an adapter is trained and measured on them. */
public final class AdapterItems {

  private final String dataset;
  private final Rendering rendering;
  private final List<LabelledText> training = new ArrayList<>();
  private final List<LabelledText> validation = new ArrayList<>();
  private final List<LabelledText> test = new ArrayList<>();

  private AdapterItems(String dataset, Rendering rendering) {
    this.dataset = dataset;
    this.rendering = rendering;
  }

  /**
   * Reads all three parts.
   *
   * @param dataset {@code datasets/{dataset}}
   * @param rendering whether a prompt is plain text or the user's message of a chat, as the
   *     evaluation of vectors asks it
   */
  public static LoraItems read(
      MeshClient mesh, String dataset, TaskView view, Rendering rendering) {
    AdapterItems items = new AdapterItems(dataset, rendering);
    TaskItems.read(mesh, dataset, view, TaskPart.TASK_PART_ALL).forEach(items::add);
    return new LoraItems(items.training, items.validation, items.test);
  }

  private void add(TaskItem item) {
    LabelledText text =
        new LabelledText(
            dataset + " item " + item.getIndex(),
            prompt(item.getPrompt()),
            item.getLetters(item.getGold()),
            item.getLettersList(),
            item.getGroup());
    switch (item.getPart()) {
      case TASK_PART_TRAIN -> training.add(text);
      case TASK_PART_VALIDATION -> validation.add(text);
      case TASK_PART_TEST -> test.add(text);
      case TASK_PART_ALL, TASK_PART_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException(text.place() + " is in no part");
    }
  }

  private Prompt prompt(String text) {
    return rendering == Rendering.RENDERING_CHAT
        ? new Prompt.Chat(List.of(new ChatMessage("user", text)))
        : new Prompt.Text(text, true);
  }
}
