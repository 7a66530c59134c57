package org.steermesh.generation.api;

import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationResult.Finish;
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
    token
        .alternatives()
        .forEach(each ->
            proto.addAlternatives(
                TokenAlternative.newBuilder()
                    .setId(each.id())
                    .setLogProbability(each.logProbability())
                    .setText(tokenizer.decodeNext(each.id()))));
    return proto.build();
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
