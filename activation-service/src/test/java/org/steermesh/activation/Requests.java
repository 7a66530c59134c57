package org.steermesh.activation;

import java.util.Arrays;
import org.steermesh.activation.v1.CaptureActivationsRequest;
import org.steermesh.activation.v1.CaptureExample;
import org.steermesh.activation.v1.CaptureHeader;
import org.steermesh.activation.v1.LabelledExample;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeHeader;
import org.steermesh.type.v1.ChatMessage;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.TextPrompt;

/** The requests of these tests, in short. */
final class Requests {

  private Requests() {}

  static Input text(String text) {
    return completed(text, "");
  }

  static Input completed(String text, String completion) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)))
        .setCompletion(completion)
        .build();
  }

  static Input chat(String role, String content) {
    return Input.newBuilder()
        .setPrompt(
            Prompt.newBuilder()
                .setChat(
                    ChatPrompt.newBuilder()
                        .addMessages(ChatMessage.newBuilder().setRole(role).setContent(content))))
        .build();
  }

  static Positions rule(PositionRule rule) {
    return Positions.newBuilder().setRule(rule).build();
  }

  static Site site(int block) {
    return Site.newBuilder().setBlock(block).build();
  }

  static CaptureActivationsRequest captureHeader(PositionRule rule, Site... sites) {
    return CaptureActivationsRequest.newBuilder()
        .setHeader(
            CaptureHeader.newBuilder().addAllSites(Arrays.asList(sites)).setPositions(rule(rule)))
        .build();
  }

  static CaptureActivationsRequest captureExample(String id, Input input) {
    return CaptureActivationsRequest.newBuilder()
        .setExample(CaptureExample.newBuilder().setId(id).setInput(input))
        .build();
  }

  static SummarizeActivationsRequest summarizeHeader(Site... sites) {
    return SummarizeActivationsRequest.newBuilder()
        .setHeader(SummarizeHeader.newBuilder().addAllSites(Arrays.asList(sites)))
        .build();
  }

  static SummarizeActivationsRequest labelled(String className, Input input) {
    return SummarizeActivationsRequest.newBuilder()
        .setExample(LabelledExample.newBuilder().setClassName(className).setInput(input))
        .build();
  }
}
