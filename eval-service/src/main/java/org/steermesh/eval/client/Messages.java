package org.steermesh.eval.client;

import java.util.List;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Positions;
import org.steermesh.eval.domain.Site;
import org.steermesh.eval.types.TypeMessages;
import org.steermesh.type.v1.ChatMessage;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TextPrompt;
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
                  .addSites(TypeMessages.site(site))
                  .setPositions(TypeMessages.positions(positions))
                  .setStrength((float) strength)
                  .build());
    };
  }

  /** A question, and the beginning of its answer. */
  static Input input(Declaration.Layout layout, String question) {
    String text = layout.fill(question);
    Prompt.Builder prompt = Prompt.newBuilder();
    switch (layout.rendering()) {
      case PLAIN -> prompt.setText(TextPrompt.newBuilder().setText(text));
      case CHAT ->
          prompt.setChat(
              ChatPrompt.newBuilder()
                  .addMessages(ChatMessage.newBuilder().setRole("user").setContent(text)));
    }
    return Input.newBuilder().setPrompt(prompt).setCompletion(layout.answerPrefix()).build();
  }

  /** A plain text. */
  static Input input(String text) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)))
        .build();
  }

  /** One token. */
  static Input input(int token) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setTokens(TokenPrompt.newBuilder().addIds(token)))
        .build();
  }
}
