package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.steermesh.generation.v1.GeneratedToken;
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
      JsonObject top = new JsonObject();
      texts.add(likeliest(shown, top));
      offsets.add(shown.offset());
      if (shown.follows()) {
        own.add(shown.token().getLogProbability());
        tops.add(top);
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

  /** Puts what was likeliest, the token itself first, and gives its name. */
  private static String likeliest(ShownToken shown, JsonObject top) {
    GeneratedToken token = shown.token();
    String name = named(top, token.getId(), shown.text(), token.getLogProbability());
    for (TokenAlternative each : token.getAlternativesList()) {
      if (each.getId() != token.getId()) {
        named(top, each.getId(), each.getText(), each.getLogProbability());
      }
    }
    return name;
  }

  /**
   * Puts a token's log-probability under a name that no other has: its text, but {@code
   * token_id:ID} where that is none, a part of a character, or that of another.
   */
  private static String named(JsonObject top, int id, String text, float logProbability) {
    boolean tells = !text.isEmpty() && text.indexOf('\uFFFD') < 0 && !top.containsKey(text);
    String name = tells ? text : "token_id:" + id;
    top.put(name, logProbability);
    return name;
  }
}
