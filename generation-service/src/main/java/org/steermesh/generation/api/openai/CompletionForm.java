package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.steermesh.generation.v1.TokenAlternative;

/** Completions. */
record CompletionForm() implements AnswerForm {

  @Override
  public String idPrefix() {
    return "cmpl-";
  }

  @Override
  public String object(boolean piece) {
    return "text_completion";
  }

  @Override
  public Optional<JsonObject> opening() {
    return Optional.empty();
  }

  @Override
  public JsonObject piece(String text) {
    return new JsonObject().put("text", text);
  }

  @Override
  public JsonObject whole(String text) {
    return piece(text);
  }

  @Override
  public JsonObject logprobs(List<ShownToken> tokens) {
    JsonArray texts = new JsonArray();
    JsonArray own = new JsonArray();
    JsonArray tops = new JsonArray();
    JsonArray offsets = new JsonArray();
    for (ShownToken shown : tokens) {
      texts.add(shown.text());
      offsets.add(shown.offset());
      if (shown.follows()) {
        own.add(shown.token().getLogProbability());
        tops.add(likeliest(shown));
      } else {
        own.addNull();
        tops.addNull();
      }
    }
    return new JsonObject()
        .put("tokens", texts)
        .put("token_logprobs", own)
        .put("top_logprobs", tops)
        .put("text_offset", offsets);
  }

  private static JsonObject likeliest(ShownToken shown) {
    JsonObject top = new JsonObject();
    for (TokenAlternative each : shown.token().getAlternativesList()) {
      top.put(each.getText(), each.getLogProbability());
    }
    return top.put(shown.text(), shown.token().getLogProbability());
  }
}
