package org.steermesh.engine.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.tokenizer.jinja.JinjaTemplate;

/**
 * The model's own way of writing a chat as one text. A template comes with a downloaded checkpoint
 * and is not trusted: its size, work and nesting are bounded, and it reaches nothing but the
 * messages. A broken template does not keep the model from opening; it refuses chats.
 */
final class ChatTemplate {

  private static final int MOST_BYTES = 256 << 10;

  private final String source;
  private final Map<String, String> specialTokens;
  private final Clock clock;

  private ChatTemplate(String source, Map<String, String> specialTokens, Clock clock) {
    this.source = source;
    this.specialTokens = specialTokens;
    this.clock = clock;
  }

  /**
   * Takes chat_template.jinja where it exists, otherwise {@code chat_template} of
   * tokenizer_config.json: a text, or a list of named ones of which {@code default} is taken.
   *
   * @param clock what {@code strftime_now} reads
   */
  static ChatTemplate read(
      TokenizerFiles files, JsonNode config, Map<String, String> specialTokens, Clock clock) {
    String source = new String(files.optional("chat_template.jinja"), StandardCharsets.UTF_8);
    if (source.isEmpty()) {
      source = named(config.path("chat_template"));
    }
    return new ChatTemplate(source, specialTokens, clock);
  }

  private static String named(JsonNode node) {
    for (JsonNode entry : node) {
      if (entry.path("name").asText().equals("default")) {
        return entry.path("template").asText("");
      }
    }
    return node.isTextual() ? node.textValue() : "";
  }

  /** The text of a chat. */
  String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
    if (source.isEmpty()) {
      throw new EngineException(
          EngineReason.TEMPLATE_INVALID, "the model has no chat template; send plain text");
    }
    long bytes = Utf8.length(source);
    if (bytes > MOST_BYTES) {
      throw new EngineException(
          EngineReason.TEMPLATE_TOO_EXPENSIVE,
          "the chat template has " + bytes + " bytes; at most " + MOST_BYTES + " are read");
    }
    Map<String, Object> variables = new LinkedHashMap<>(specialTokens);
    variables.put(
        "messages",
        messages.stream().map(m -> Map.of("role", m.role(), "content", m.content())).toList());
    variables.put("add_generation_prompt", addGenerationPrompt);
    // Hugging Face defines these two even when there are none.
    variables.put("tools", JinjaTemplate.NONE);
    variables.put("documents", JinjaTemplate.NONE);
    return JinjaTemplate.parse(source)
        .render(variables, format -> PythonDate.format(format, ZonedDateTime.now(clock)));
  }

  /** SHA-256 (hex) of the template's text, empty when there is none. */
  String digest() {
    return source.isEmpty() ? "" : TokenizerFiles.digest(source.getBytes(StandardCharsets.UTF_8));
  }
}
