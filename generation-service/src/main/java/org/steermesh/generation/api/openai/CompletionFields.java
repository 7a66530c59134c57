package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.generation.api.AnswerSize;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.TokenPrompt;

/** The body of {@code POST /v1/completions}. */
final class CompletionFields {

  private static final int DEFAULT_MAX_TOKENS = 16;
  private static final int MOST_PROMPTS = 16;
  private static final int MOST_TEXTS = 64;

  private CompletionFields() {}

  static Asked read(JsonObject json) {
    Fields body = new Fields("", json);
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    // First: what it parses is a whole request, of which it may hold a part only.
    int listed = SteeringFields.read(body, request);
    SamplingFields.read(body, request);
    request.getSamplingBuilder().setMaxTokens(body.small("max_tokens").orElse(DEFAULT_MAX_TOKENS));
    boolean echo = body.flag("echo");
    request.setEcho(echo);
    boolean logprobs = body.small("logprobs").isPresent();
    request.setEchoLogProbabilities(logprobs && echo);
    body.small("logprobs").ifPresent(request.getSamplingBuilder()::setAlternativeCount);
    body.refuse("suffix", "");
    body.refuse("best_of", 1, request.getTextCount());
    Asked asked =
        new Asked(
            requests(body, request),
            body.string("model").orElse(""),
            new CompletionForm(),
            logprobs,
            SamplingFields.isStreamed(body),
            SamplingFields.endsWithUsage(body),
            new FieldNames("logprobs", listed));
    body.done();
    return asked;
  }

  /** One per prompt. */
  private static List<GenerateRequest> requests(Fields body, GenerateRequest.Builder request) {
    List<Prompt> prompts = prompts(body);
    if (prompts.size() > 1) {
      checkTogether(body, prompts.size() * Math.max(1, request.getTextCount()), request);
    }
    return prompts.stream()
        .map(prompt -> {
          request.getInputBuilder().setPrompt(prompt);
          return request.build();
        })
        .toList();
  }

  /** What each prompt alone may ask for, all of them together may not. */
  private static void checkTogether(Fields body, int texts, GenerateRequest.Builder request) {
    if (texts > MOST_TEXTS) {
      throw body.refused(
          "n", "makes %d texts of all prompts; %d are allowed".formatted(texts, MOST_TEXTS));
    }
    Sampling sampling = request.getSampling();
    new AnswerSize(texts, sampling.getMaxTokens(), sampling.getAlternativeCount())
        .require("max_tokens");
  }

  private static List<Prompt> prompts(Fields body) {
    Object value = body.value("prompt").orElseThrow(() -> body.refused("prompt", "is required"));
    if (!(value instanceof JsonArray array) || isToken(array)) {
      return List.of(prompt(body, "prompt", value));
    }
    if (array.isEmpty() || array.size() > MOST_PROMPTS) {
      throw body.refused(
          "prompt", "holds %d; 1 to %d are allowed".formatted(array.size(), MOST_PROMPTS));
    }
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      prompts.add(prompt(body, "prompt[" + i + "]", array.getValue(i)));
    }
    return prompts;
  }

  private static Prompt prompt(Fields body, String name, Object prompt) {
    if (prompt instanceof String text) {
      return Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)).build();
    }
    if (prompt instanceof JsonArray ids && isToken(ids)) {
      TokenPrompt.Builder tokens = TokenPrompt.newBuilder();
      for (Object id : ids) {
        if (!(id instanceof Integer number)) {
          throw body.refused(name, "holds " + id + " among ids of tokens");
        }
        tokens.addIds(number);
      }
      return Prompt.newBuilder().setTokens(tokens).build();
    }
    throw body.refused(name, "must be a string, or the ids of its tokens");
  }

  private static boolean isToken(JsonArray array) {
    return !array.isEmpty() && array.getValue(0) instanceof Number;
  }
}
