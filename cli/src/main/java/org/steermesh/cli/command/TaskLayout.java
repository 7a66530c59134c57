package org.steermesh.cli.command;

import java.util.Optional;
import org.steermesh.type.v1.PromptLayout.Rendering;
import picocli.CommandLine.Option;

/** How the prompts of labelled tasks are shown. */
final class TaskLayout {

  /** What the model is shown. */
  private enum Form {
    /** As plain text. */
    PLAIN(Rendering.RENDERING_PLAIN),
    /** As the user's message of a chat. */
    CHAT(Rendering.RENDERING_CHAT);

    private final Rendering rendering;

    Form(Rendering rendering) {
      this.rendering = rendering;
    }
  }

  @Option(
      names = "--layout",
      paramLabel = "FORM",
      description =
          "${COMPLETION-CANDIDATES}: prompts of a data set as plain text, as in the paper of PAS, or"
              + " as the user's message of a chat. Default: PLAIN; the demo's task in a study: CHAT.")
  private Optional<Form> form = Optional.empty();

  boolean isGiven() {
    return form.isPresent();
  }

  /** Plain where nothing is said. */
  Rendering rendering() {
    return rendering(Rendering.RENDERING_PLAIN);
  }

  Rendering rendering(Rendering usual) {
    return form.map(each -> each.rendering).orElse(usual);
  }
}
