package org.steermesh.generation.api;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationResult.Finish;
import org.steermesh.engine.InputToken;
import org.steermesh.engine.TokenProbability;
import org.steermesh.engine.tokenizer.StreamDecoder;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.v1.GenerationSummary.FinishReason;
import org.steermesh.generation.v1.TokenAlternative;
import org.steermesh.generation.v1.Unsteered;

/** Tokens, and how a text ended. */
final class TextProtos {

  private TextProtos() {}

  static org.steermesh.generation.v1.GeneratedToken token(
      GeneratedToken token, TextTokenizer tokenizer) {
    var proto =
        org.steermesh.generation.v1.GeneratedToken.newBuilder()
            .setId(token.id())
            .setLogProbability(token.logProbability())
            .setText(token.text());
    addAlternatives(proto, token.alternatives(), tokenizer);
    return proto.build();
  }

  private static void addAlternatives(
      org.steermesh.generation.v1.GeneratedToken.Builder proto,
      List<TokenProbability> alternatives,
      TextTokenizer tokenizer) {
    alternatives.forEach(each ->
        proto.addAlternatives(
            TokenAlternative.newBuilder()
                .setId(each.id())
                .setLogProbability(each.logProbability())
                .setText(tokenizer.decodeNext(each.id()))));
  }

  /**
   * The tokens of an input.
   *
   * @param first the token that follows nothing
   * @param others those after it
   */
  static List<org.steermesh.generation.v1.GeneratedToken> input(
      int first, List<InputToken> others, TextTokenizer tokenizer) {
    StreamDecoder decoder = tokenizer.streamDecoder();
    List<org.steermesh.generation.v1.GeneratedToken> all = new ArrayList<>();
    all.add(
        org.steermesh.generation.v1.GeneratedToken.newBuilder()
            .setId(first)
            .setText(decoder.append(first))
            .build());
    for (InputToken token : others) {
      var proto =
          org.steermesh.generation.v1.GeneratedToken.newBuilder()
              .setId(token.id())
              .setLogProbability(token.logProbability())
              .setText(decoder.append(token.id()));
      addAlternatives(proto, token.alternatives(), tokenizer);
      all.add(proto.build());
    }
    return all;
  }

  static FinishReason reason(Finish finish) {
    return switch (finish) {
      case END_OF_TEXT -> FinishReason.FINISH_REASON_END_OF_TEXT;
      case STOP_STRING -> FinishReason.FINISH_REASON_STOP_STRING;
      case MAX_TOKENS -> FinishReason.FINISH_REASON_MAX_TOKENS;
      case CONTEXT_FULL -> FinishReason.FINISH_REASON_CONTEXT_FULL;
      case WATCH -> FinishReason.FINISH_REASON_WATCH;
    };
  }

  static Unsteered unsteered(SteermeshException refusal) {
    return Unsteered.newBuilder()
        .setReason(refusal.reason().name())
        .setMessage(String.valueOf(refusal.getMessage()))
        .build();
  }
}
