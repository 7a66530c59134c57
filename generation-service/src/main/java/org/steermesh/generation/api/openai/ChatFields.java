package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.SteermeshException;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.type.v1.ChatMessage;
import org.steermesh.type.v1.ChatPrompt;
import org.steermesh.type.v1.Input;

/** The body of {@code POST /v1/chat/completions}. */
final class ChatFields {

  private static final JsonObject TEXT = new JsonObject().put("type", "text");

  /** What would make another text, and which value of it says that it is not wanted. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "functions",
          "function_call",
          "audio",
          "reasoning_effort",
          "verbosity",
          "web_search_options",
          "moderation");

  private static final Set<String> PARTS = Set.of("text");

  private ChatFields() {}

  static Asked read(JsonObject json) {
    Fields body = new Fields("", json);
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    // First: what it parses is a whole request, of which it may hold a part only.
    int listed = SteeringFields.read(body, request);
    SamplingFields.read(body, request);
    maxTokens(body).ifPresent(request.getSamplingBuilder()::setMaxTokens);
    request.setInput(input(body));
    boolean logprobs = body.flag("logprobs");
    body.small("top_logprobs")
        .ifPresent(count -> {
          if (!logprobs) {
            throw body.refused("top_logprobs", "needs logprobs to be true");
          }
          request.getSamplingBuilder().setAlternativeCount(count);
        });
    UNSUPPORTED.forEach(body::refuse);
    body.refuse("tools", new JsonArray());
    body.refuse("tool_choice", "none", "auto");
    body.refuse("response_format", TEXT);
    body.refuse("modalities", JsonArray.of("text"));
    Asked asked =
        new Asked(
            List.of(request.build()),
            body.string("model").orElse(""),
            new ChatForm(),
            logprobs,
            SamplingFields.isStreamed(body),
            SamplingFields.endsWithUsage(body),
            new FieldNames("top_logprobs", listed));
    body.done();
    return asked;
  }

  private static Optional<Integer> maxTokens(Fields body) {
    Optional<Integer> old = body.small("max_tokens");
    Optional<Integer> now = body.small("max_completion_tokens");
    if (old.isPresent() && now.isPresent() && !old.equals(now)) {
      throw body.refused("max_completion_tokens", "is not the same as max_tokens; one is enough");
    }
    return now.or(() -> old);
  }

  private static Input input(Fields body) {
    JsonArray messages =
        body.array("messages").orElseThrow(() -> body.refused("messages", "is required"));
    boolean continues = body.flag("continue_final_message");
    body.refuse("add_generation_prompt", !continues);
    Input.Builder input = Input.newBuilder();
    ChatPrompt.Builder chat = input.getPromptBuilder().getChatBuilder();
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = message("messages[" + i + "]", messages.getValue(i));
      if (continues && i == messages.size() - 1) {
        if (!message.getRole().equals("assistant")) {
          throw body.refused("continue_final_message", "needs a last message of the assistant");
        }
        input.setCompletion(message.getContent());
      } else {
        chat.addMessages(message);
      }
    }
    return input.build();
  }

  private static ChatMessage message(String path, Object value) {
    if (!(value instanceof JsonObject object)) {
      throw SteermeshException.ofField(path, "must be an object");
    }
    Fields fields = new Fields(path, object);
    String role = fields.string("role").orElse("");
    if (role.equals("tool") || role.equals("function")) {
      throw fields.refused("role", role + " is not supported");
    }
    String content =
        fields
            .value("content")
            .map(each -> content(fields, each))
            .orElseThrow(() -> fields.refused("content", "is required"));
    for (String name : List.of("name", "tool_calls", "function_call", "tool_call_id", "audio")) {
      fields.refuse(name);
    }
    fields.ignore(List.of("refusal", "annotations"));
    fields.done();
    return ChatMessage.newBuilder()
        .setRole(role.equals("developer") ? "system" : role)
        .setContent(content)
        .build();
  }

  private static String content(Fields message, Object content) {
    if (content instanceof String text) {
      return text;
    }
    if (!(content instanceof JsonArray parts)) {
      throw message.refused("content", "must be a string, or an array of parts");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.getValue(i) instanceof JsonObject part)) {
        throw message.refused("content[" + i + "]", "must be an object");
      }
      Fields fields = new Fields(message.path("content[" + i + "]"), part);
      String type = fields.string("type").orElse("");
      if (!PARTS.contains(type)) {
        throw fields.refused("type", "'" + type + "' is not supported; text is");
      }
      text.append(fields.string("text").orElseThrow(() -> fields.refused("text", "is required")));
      fields.done();
    }
    return text.toString();
  }
}
