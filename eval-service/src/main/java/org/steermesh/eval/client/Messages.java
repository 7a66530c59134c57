package org.steermesh.eval.client;

import java.util.List;
import java.util.Optional;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.Cell;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TokenPrompt;
import org.steermesh.type.v1.VectorRef;

/** What generation-service is asked, as messages. */
final class Messages {

  private Messages() {}

  /**
   * What is done to the model in {@code cell}.
   *
   * @param positions of every arm; empty leaves each its own
   */
  static List<Intervention> interventions(Cell cell, Optional<Positions> positions) {
    return cell.changes().stream().map(change -> intervention(change, positions)).toList();
  }

  /** What is done to the model by {@code changes}, each at its own positions. */
  static List<Intervention> interventions(List<Cell.Steered> changes) {
    return changes.stream().map(change -> intervention(change, Optional.empty())).toList();
  }

  private static Intervention intervention(Cell.Steered change, Optional<Positions> positions) {
    Arm arm = change.arm();
    Intervention.Builder intervention =
        Intervention.newBuilder()
            .setVector(VectorRef.newBuilder().setName(arm.vector()))
            .addSites(TypeProtos.site(arm.site()))
            .setPositions(TypeProtos.positions(positions.orElse(arm.positions())))
            .setStrength((float) change.strength());
    arm.gate().map(TypeProtos::gate).ifPresent(intervention::setGate);
    return intervention.build();
  }

  /** A question, and the beginning of its answer. */
  static Input input(PromptLayout layout, String question) {
    return Input.newBuilder()
        .setPrompt(TypeProtos.prompt(layout.rendering(), layout.fill(question)))
        .setCompletion(layout.answerPrefix())
        .build();
  }

  /** A text as a prompt. */
  static Input input(PromptLayout.Rendering rendering, String text) {
    return Input.newBuilder().setPrompt(TypeProtos.prompt(rendering, text)).build();
  }

  /** One token. */
  static Input input(int token) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setTokens(TokenPrompt.newBuilder().addIds(token)))
        .build();
  }
}
