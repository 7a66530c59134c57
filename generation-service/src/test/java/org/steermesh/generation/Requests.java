package org.steermesh.generation;

import java.util.List;
import org.steermesh.contract.TensorCodec;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.ContinuationTokens;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.generation.v1.ScoreRequest;
import org.steermesh.host.testing.Golden;
import org.steermesh.type.v1.InlineVector;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.TokenPrompt;
import org.steermesh.type.v1.VectorRef;

/** The requests of these tests, in short. */
final class Requests {

  private Requests() {}

  static Input text(String text) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)))
        .build();
  }

  static Input tokens(List<Integer> ids) {
    return Input.newBuilder()
        .setPrompt(Prompt.newBuilder().setTokens(TokenPrompt.newBuilder().addAllIds(ids)))
        .build();
  }

  /** The golden prompt, 32 greedy tokens, not stopping. */
  static GenerateRequest golden(Intervention... interventions) {
    return GenerateRequest.newBuilder()
        .setInput(tokens(Golden.prompt()))
        .addAllInterventions(List.of(interventions))
        .setSampling(greedy(32))
        .build();
  }

  static Sampling greedy(int maxTokens) {
    return Sampling.newBuilder()
        .setTemperature(0)
        .setMaxTokens(maxTokens)
        .setStopAtEndOfText(false)
        .build();
  }

  static ScoreRequest score(Input input, Continuation... continuations) {
    return ScoreRequest.newBuilder()
        .setInput(input)
        .addAllContinuations(List.of(continuations))
        .build();
  }

  static Continuation continuation(String text) {
    return Continuation.newBuilder().setText(text).build();
  }

  static Continuation continuation(List<Integer> ids) {
    return Continuation.newBuilder()
        .setTokens(ContinuationTokens.newBuilder().addAllIds(ids))
        .build();
  }

  /** Adds a golden vector at the output of a block. */
  static Intervention add(String vector, int block, float strength, PositionRule rule) {
    return add(Golden.vector(vector), block).toBuilder()
        .setStrength(strength)
        .setPositions(Positions.newBuilder().setRule(rule))
        .build();
  }

  /** Adds floats at the output of a block, with the default strength and positions. */
  static Intervention add(float[] values, int block) {
    return Intervention.newBuilder()
        .setVector(
            VectorRef.newBuilder()
                .setInline(
                    InlineVector.newBuilder()
                        .setValues(TensorCodec.encode(values))
                        .setSite(Site.newBuilder().setBlock(block))))
        .build();
  }

  static Intervention named(String name) {
    return Intervention.newBuilder().setVector(VectorRef.newBuilder().setName(name)).build();
  }
}
