package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.TokenPrompt;

/** The body of {@code POST /v1/completions}. */
final class CompletionFields {

  private static final int DEFAULT_MAX_TOKENS = 16;

  private CompletionFields() {}

  static Asked read(JsonObject json) {
    Fields body = new Fields("", json);
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    // First: what it parses is a whole request, of which it may hold a part only.
    int listed = SteeringFields.read(body, request);
    SamplingFields.read(body, request);
    request.getSamplingBuilder().setMaxTokens(body.small("max_tokens").orElse(DEFAULT_MAX_TOKENS));
    request.getInputBuilder().setPrompt(prompt(body));
    boolean echo = body.flag("echo");
    request.setEcho(echo);
    boolean logprobs = body.small("logprobs").isPresent();
    if (logprobs && echo) {
      throw body.refused("logprobs", "is not supported together with echo");
    }
    body.small("logprobs").ifPresent(request.getSamplingBuilder()::setAlternativeCount);
    body.refuse("suffix", "");
    body.refuse("best_of", 1, request.getTextCount());
    Asked asked =
        new Asked(
            request.build(),
            body.string("model").orElse(""),
            new CompletionForm(),
            logprobs,
            SamplingFields.isStreamed(body),
            SamplingFields.endsWithUsage(body),
            new FieldNames("logprobs", listed));
    body.done();
    return asked;
  }

  private static Prompt prompt(Fields body) {
    Object prompt = body.value("prompt").orElseThrow(() -> body.refused("prompt", "is required"));
    if (prompt instanceof JsonArray several && several.size() == 1 && !isToken(several)) {
      prompt = several.getValue(0);
    }
    if (prompt instanceof String text) {
      return Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)).build();
    }
    if (prompt instanceof JsonArray ids && !ids.isEmpty() && isToken(ids)) {
      TokenPrompt.Builder tokens = TokenPrompt.newBuilder();
      for (Object id : ids) {
        if (!(id instanceof Integer number)) {
          throw body.refused("prompt", "holds " + id + " among ids of tokens");
        }
        tokens.addIds(number);
      }
      return Prompt.newBuilder().setTokens(tokens).build();
    }
    throw body.refused("prompt", "must be one string, or the ids of its tokens");
  }

  private static boolean isToken(JsonArray array) {
    return array.getValue(0) instanceof Number;
  }
}
