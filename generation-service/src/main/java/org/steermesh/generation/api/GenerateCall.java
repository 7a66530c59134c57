package org.steermesh.generation.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.GenerationResult;
import org.steermesh.engine.InputToken;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.generation.domain.GenerationLoop.Place;
import org.steermesh.generation.domain.SteeringPolicy;
import org.steermesh.generation.domain.SteeringPolicy.Applied;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GenerationInput;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.host.ModelInput;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.Refusals;
import org.steermesh.type.v1.SteeringReceipt;

/**
 * One {@code Generate} call. The generation loop never waits for the reader: tokens it is ahead
 * wait here, at most {@code max_tokens} of each text, and are sent as the reader takes them.
 *
 * @param model that generates
 * @param input what is continued
 * @param wanted what is made of it
 * @param steering how, if the input lets it
 * @param policy what happens where it does not
 */
record GenerateCall(
    LanguageModel model,
    ModelInput input,
    WantedTexts wanted,
    Applied steering,
    SteeringPolicy policy) {

  /** The input as tokens, and what it is steered with. */
  private record Ready(TokenSequence tokens, Applied applied) {}

  /**
   * Generates and sends.
   *
   * @param queue where the input is scored
   * @param measured told how it went
   * @param spans told too
   */
  void run(
      Place place,
      TextGeneration.Answers answers,
      ModelQueue queue,
      GenerationMeters.Call measured,
      TextSpans spans)
      throws InterruptedException {
    Ready ready = place.prepare(this::ready);
    if (wanted.echo() != WantedTexts.Echo.NOTHING) {
      answers.send(GenerateResponse.newBuilder().setInput(echo(ready, queue)).build());
    }
    Arriving arriving = new Arriving(answers::isCancelled);
    for (int text = 0; text < wanted.count(); text++) {
      place.submit(request(ready, text), arriving.text(text));
    }
    for (int left = wanted.count(); left > 0; ) {
      switch (arriving.next()) {
        case Arriving.Token(int text, var token, long nanos) -> {
          measured.token(text, nanos);
          spans.token(text, nanos);
          answers.send(
              GenerateResponse.newBuilder()
                  .setTextIndex(text)
                  .setToken(TextProtos.token(token, model.tokenizer()))
                  .build());
        }
        case Arriving.End(int text, GenerationResult result) -> {
          GenerationSummary summary = summary(text, result, ready);
          measured.end(summary, ready.applied().steering());
          spans.end(text, summary);
          answers.send(
              GenerateResponse.newBuilder().setTextIndex(text).setSummary(summary).build());
          left--;
        }
      }
    }
  }

  private Ready ready() {
    TokenSequence tokens = input.encode(model);
    try {
      steering.steering().requireEffectOn(tokens, model.tokenizer().texts());
      return new Ready(tokens, steering);
    } catch (EngineException e) {
      if (e.reason() != EngineReason.POSITION_NOT_FOUND) {
        throw e;
      }
      return new Ready(tokens, policy.insteadOf(Refusals.of(e), steering.own()));
    } catch (SteermeshException e) {
      return new Ready(tokens, policy.insteadOf(e, steering.own()));
    }
  }

  private GenerationRequest request(Ready ready, int text) {
    return new GenerationRequest(
        ready.tokens(),
        wanted.sampling(text),
        ready.applied().steering().interventions(),
        policy.watch().orElse(null));
  }

  private GenerationInput echo(Ready ready, ModelQueue queue) {
    TokenSequence tokens = ready.tokens();
    String text = tokens.text().isEmpty() ? model.tokenizer().decode(tokens.ids()) : tokens.text();
    GenerationInput.Builder input =
        GenerationInput.newBuilder()
            .setText(text)
            .addAllIds(Arrays.stream(tokens.ids()).boxed().toList());
    if (wanted.echo() == WantedTexts.Echo.LOG_PROBABILITIES) {
      try (var seat = queue.admit()) {
        List<InputToken> scores = seat.run(cancel -> model.inputScores(request(ready, 0), cancel));
        input.addAllTokens(TextProtos.input(tokens.ids()[0], scores, model.tokenizer()));
      }
    }
    return input.build();
  }

  private GenerationSummary summary(int text, GenerationResult result, Ready ready) {
    Applied applied = ready.applied();
    GenerationSummary.Builder summary =
        GenerationSummary.newBuilder()
            .setFinishReason(TextProtos.reason(result.finish()))
            .setInputTokenCount(ready.tokens().length())
            .setCachedTokenCount(result.cachedTokens())
            .setGeneratedTokenCount(result.ids().length)
            .setText(result.text())
            .setSeed(wanted.sampling(text).seed())
            .setReceipt(receipt(result, applied));
    applied.refusal().map(TextProtos::unsteered).ifPresent(summary::setUnsteered);
    Optional.ofNullable(result.watch()).map(PolicyProtos::report).ifPresent(summary::setWatch);
    return summary.build();
  }

  private SteeringReceipt receipt(GenerationResult result, Applied applied) {
    SteeringReceipt.Builder receipt =
        InterventionProtos.receipt(result.receipt(), applied.steering(), wanted.doseLimit())
            .toBuilder();
    receipt
        .getEntriesBuilderList()
        .forEach(entry -> entry.setByDefault(entry.getInterventionIndex() >= applied.asked()));
    return receipt.build();
  }
}
