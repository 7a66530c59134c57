package org.steermesh.generation.api.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.generation.v1.TokenAlternative;

/** Chat completions. */
record ChatForm() implements AnswerForm {

  @Override
  public String idPrefix() {
    return "chatcmpl-";
  }

  @Override
  public String object(boolean piece) {
    return piece ? "chat.completion.chunk" : "chat.completion";
  }

  @Override
  public Optional<JsonObject> opening() {
    return Optional.of(
        new JsonObject()
            .put("delta", new JsonObject().put("role", "assistant").put("content", "")));
  }

  @Override
  public JsonObject piece(String text) {
    JsonObject delta = text.isEmpty() ? new JsonObject() : new JsonObject().put("content", text);
    return new JsonObject().put("delta", delta);
  }

  @Override
  public JsonObject whole(String text) {
    return new JsonObject()
        .put(
            "message",
            new JsonObject().put("role", "assistant").put("content", text).putNull("refusal"));
  }

  @Override
  public JsonObject logprobs(List<ShownToken> tokens) {
    JsonArray content = new JsonArray();
    for (ShownToken shown : tokens) {
      JsonArray top = new JsonArray();
      for (TokenAlternative each : shown.token().getAlternativesList()) {
        top.add(one(each.getText(), each.getLogProbability()));
      }
      content.add(one(shown.text(), shown.token().getLogProbability()).put("top_logprobs", top));
    }
    return new JsonObject().put("content", content).putNull("refusal");
  }

  private static JsonObject one(String text, float logProbability) {
    return new JsonObject()
        .put("token", text)
        .put("logprob", logProbability)
        .put("bytes", bytes(text));
  }

  /** Of a part of a character they are not known. */
  private static @Nullable JsonArray bytes(String text) {
    if (text.indexOf('\uFFFD') >= 0) {
      return null;
    }
    JsonArray bytes = new JsonArray();
    for (byte each : text.getBytes(UTF_8)) {
      bytes.add(each & 0xff);
    }
    return bytes;
  }
}
