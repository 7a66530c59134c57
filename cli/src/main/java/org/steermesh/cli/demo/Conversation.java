package org.steermesh.cli.demo;

import java.util.Iterator;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.ChatMessage;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Prompt;

/** Asks the model one question: unsteered, with a behaviour, and against it. */
final class Conversation {

  private static final int MAX_TOKENS = 60;

  private final MeshClient mesh;

  Conversation(MeshClient mesh) {
    this.mesh = mesh;
  }

  DemoResult.SideBySide ask(String question, String behaviour, float strength) {
    return new DemoResult.SideBySide(
        behaviour,
        question,
        List.of(
            answer(question, behaviour, -strength),
            answer(question, behaviour, 0),
            answer(question, behaviour, strength)));
  }

  /** Strength 0 is asked without any intervention: the plain model. */
  private DemoResult.Continuation answer(String question, String behaviour, float strength) {
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setInput(
                Input.newBuilder()
                    .setPrompt(
                        Prompt.newBuilder()
                            .setChat(
                                ChatPrompt.newBuilder()
                                    .addMessages(
                                        ChatMessage.newBuilder()
                                            .setRole("user")
                                            .setContent(question)))))
            // The likeliest tokens: equal runs give equal texts.
            .setSampling(Sampling.newBuilder().setTemperature(0).setMaxTokens(MAX_TOKENS));
    if (strength != 0) {
      request.addInterventions(
          SteerSpec.parse(behaviour + "@live:" + strength).toProto().toBuilder()
              .setPositions(DemoLoop.STEERED));
    }
    GenerationSummary summary = lastEvent(mesh.generation().generate(request.build()));
    return new DemoResult.Continuation(strength, summary.getText().strip(), summary.getReceipt());
  }

  private static GenerationSummary lastEvent(Iterator<GenerateResponse> events) {
    while (events.hasNext()) {
      GenerateResponse event = events.next();
      if (event.hasSummary()) {
        return event.getSummary();
      }
    }
    throw new SteerException(ExitCode.FAILED, "generation-service ended without a summary");
  }
}
