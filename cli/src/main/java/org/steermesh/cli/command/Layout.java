package org.steermesh.cli.command;

import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.type.v1.PromptLayout.Rendering;
import picocli.CommandLine.Option;

/** How the questions of a data set are shown to the model. */
final class Layout {

  /** What the model is shown. */
  enum Form {
    /** A chat where the model has a template for it, else plain text. */
    AUTO,
    /** One user message, in the model's chat template. */
    CHAT,
    /** Plain text. */
    PLAIN
  }

  @Option(
      names = "--layout",
      paramLabel = "FORM",
      defaultValue = "AUTO",
      description =
          "${COMPLETION-CANDIDATES}: how a question is shown. AUTO is CHAT where the model has a"
              + " chat template, else PLAIN; with the PAS methods it is PLAIN, as in the paper."
              + " Default: ${DEFAULT-VALUE}.")
  private Form form;

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Text around the question; {question} stands for it. Default: the question.")
  private String template;

  /**
   * For methods whose prompts have a form of their own; how they are shown is all there is to say.
   */
  PromptLayout ofPainless() {
    if (!template.isEmpty()) {
      throw new SteerException(
          ExitCode.USAGE,
          "--template is not for the methods of PAS, whose prompts have a form of their own");
    }
    return PromptLayout.newBuilder()
        .setRendering(form == Form.CHAT ? Rendering.RENDERING_CHAT : Rendering.RENDERING_PLAIN)
        .build();
  }

  PromptLayout resolve(MeshClient mesh) {
    return PromptLayout.newBuilder()
        .setRendering(
            switch (form) {
              case AUTO -> fitting(mesh);
              case CHAT -> Rendering.RENDERING_CHAT;
              case PLAIN -> Rendering.RENDERING_PLAIN;
            })
        .setTemplate(template)
        .build();
  }

  /** Chat where the hosted model has a chat template. */
  static Rendering fitting(MeshClient mesh) {
    Model model =
        MeshClient.unary(mesh.generation()).getModel(GetModelRequest.getDefaultInstance());
    return model.getFingerprint().getTemplateDigest().isEmpty()
        ? Rendering.RENDERING_PLAIN
        : Rendering.RENDERING_CHAT;
  }
}
