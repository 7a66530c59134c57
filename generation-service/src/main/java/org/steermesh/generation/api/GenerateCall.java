package org.steermesh.generation.api;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.steermesh.contract.server.CallContext;
import org.steermesh.contract.server.Outbound;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.GenerationResult;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.GenerationSummary.FinishReason;
import org.steermesh.host.ModelInput;
import org.steermesh.host.ModelQueue.Seat;

/**
 * One {@code Generate} call. The model thread never waits for the reader: tokens it is ahead wait
 * here, at most {@code max_tokens} of them, and are sent as the reader takes them.
 *
 * @param model that generates
 * @param input what is continued
 * @param steering how
 * @param sampling how tokens are chosen
 */
record GenerateCall(LanguageModel model, ModelInput input, Steering steering, Sampling sampling) {

  /** A result with the number of tokens that it continues. */
  private record Generated(GenerationResult result, int inputTokens) {}

  void run(Seat seat, Outbound<GenerateResponse> answers) throws InterruptedException {
    BlockingQueue<Optional<GeneratedToken>> decoded = new LinkedBlockingQueue<>();
    CompletableFuture<Generated> generation =
        CompletableFuture.supplyAsync(
            () -> generate(seat, decoded), CallContext.current().on(Thread::startVirtualThread));
    try {
      Optional<GeneratedToken> next = decoded.take();
      while (next.isPresent()) {
        answers.send(GenerateResponse.newBuilder().setToken(toProto(next.get())).build());
        next = decoded.take();
      }
    } finally {
      // A reader that went away has cancelled the generation; the seat is free once that noticed.
      generation.handle((done, failure) -> Optional.empty()).join();
    }
    answers.send(GenerateResponse.newBuilder().setSummary(summary(finished(generation))).build());
  }

  private Generated generate(Seat seat, BlockingQueue<Optional<GeneratedToken>> decoded) {
    try {
      return seat.run(cancel -> {
        TokenSequence tokens = input.encode(model);
        steering.requireEffectOn(tokens);
        GenerationRequest request =
            new GenerationRequest(tokens, sampling, steering.interventions());
        return new Generated(
            model.generate(request, token -> decoded.add(Optional.of(token)), cancel),
            tokens.length());
      });
    } finally {
      decoded.add(Optional.empty());
    }
  }

  private static Generated finished(CompletableFuture<Generated> generation) {
    try {
      return generation.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static org.steermesh.generation.v1.GeneratedToken toProto(GeneratedToken token) {
    return org.steermesh.generation.v1.GeneratedToken.newBuilder()
        .setId(token.id())
        .setLogProbability(token.logProbability())
        .setText(token.text())
        .build();
  }

  private GenerationSummary summary(Generated generated) {
    GenerationResult result = generated.result;
    return GenerationSummary.newBuilder()
        .setFinishReason(
            switch (result.finish()) {
              case END_OF_TEXT -> FinishReason.FINISH_REASON_END_OF_TEXT;
              case STOP_STRING -> FinishReason.FINISH_REASON_STOP_STRING;
              case MAX_TOKENS -> FinishReason.FINISH_REASON_MAX_TOKENS;
              case CONTEXT_FULL -> FinishReason.FINISH_REASON_CONTEXT_FULL;
            })
        .setInputTokenCount(generated.inputTokens)
        .setGeneratedTokenCount(result.ids().length)
        .setText(result.text())
        .setSeed(sampling.seed())
        .setReceipt(InterventionProtos.receipt(result.receipt(), steering))
        .build();
  }
}
