package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.steermesh.generation.v1.GenerationSummary.FinishReason;

/**
 * What all parts of one answer say.
 *
 * @param asked what it answers
 * @param model the model's name, where the caller named none
 * @param id of the answer
 * @param created when it was begun, in seconds since 1970
 */
record AnswerHead(Asked asked, String model, String id, long created) {

  /** The head of the answer to a request, on the hosted model. */
  static AnswerHead of(Asked asked, String hosted) {
    return new AnswerHead(
        asked,
        asked.model().isEmpty() ? hosted : asked.model(),
        asked.form().idPrefix() + UUID.randomUUID(),
        Instant.now().getEpochSecond());
  }

  /** An answer, or a piece of one, with these choices. */
  JsonObject with(boolean piece, JsonArray choices) {
    return new JsonObject()
        .put("id", id)
        .put("object", asked.form().object(piece))
        .put("created", created)
        .put("model", model)
        .put("choices", choices);
  }

  /** One choice. */
  static JsonObject choice(int index, JsonObject content, @Nullable JsonObject logprobs) {
    return new JsonObject()
        .put("index", index)
        .mergeIn(content)
        .put("logprobs", logprobs)
        .putNull("finish_reason");
  }

  /**
   * Why a text ended, in OpenAI's words; that a watch ended it, which they have no word for, is
   * told in {@code steering} too.
   */
  static String finish(FinishReason reason) {
    return switch (reason) {
      case FINISH_REASON_END_OF_TEXT, FINISH_REASON_STOP_STRING -> "stop";
      case FINISH_REASON_MAX_TOKENS, FINISH_REASON_CONTEXT_FULL -> "length";
      case FINISH_REASON_WATCH -> "content_filter";
      case FINISH_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("finish reason " + reason);
    };
  }
}
