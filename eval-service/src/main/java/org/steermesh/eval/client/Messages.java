package org.steermesh.eval.client;

import java.util.List;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TokenPrompt;
import org.steermesh.type.v1.VectorRef;

/** What generation-service is asked, as messages. */
final class Messages {

  private Messages() {}

  /** What is done to the model in {@code cell}. */
  static List<Intervention> interventions(
      Cell cell, Declaration.Steering steering, Positions positions) {
    return switch (cell) {
      case Cell.Unsteered() -> List.of();
      case Cell.Steered(Site site, double strength) ->
          List.of(
              Intervention.newBuilder()
                  .setVector(VectorRef.newBuilder().setName(steering.vector()))
                  .addSites(TypeProtos.site(site))
                  .setPositions(TypeProtos.positions(positions))
                  .setStrength((float) strength)
                  .build());
    };
  }

  /** A question, and the beginning of its answer. */
  static Input input(PromptLayout layout, String question) {
    return Input.newBuilder()
        .setPrompt(TypeProtos.prompt(layout.rendering(), layout.fill(question)))
        .setCompletion(layout.answerPrefix())
        .build();
  }

  /** A plain text. */
  static Input input(String text) {
    return Input.newBuilder()
        .setPrompt(TypeProtos.prompt(PromptLayout.Rendering.PLAIN, text))
        .build();
  }

  /** One token. */
  static Input input(int token) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setTokens(TokenPrompt.newBuilder().addIds(token)))
        .build();
  }
}
