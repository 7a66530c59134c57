package org.steermesh.cli.command;

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
              + " chat template, else PLAIN. Default: ${DEFAULT-VALUE}.")
  private Form form;

  @Option(
      names = "--template",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Text around the question; {question} stands for it. Default: the question.")
  private String template;

  /** Whether anything but the default was asked for. */
  boolean isGiven() {
    return form != Form.AUTO || !template.isEmpty();
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
