package org.steermesh.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

class ChatTemplateTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC);
  private static final List<ChatMessage> HELLO = List.of(new ChatMessage("user", "Hello"));

  @TempDir Path directory;

  record Golden(String name, ObjectNode config, JsonNode chats) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static JsonNode resource(String name) throws IOException {
    try (InputStream in = ChatTemplateTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    }
  }

  private static Golden golden(JsonNode node, String bos, String eos) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.put(
        "chat_template", node.path(node.has("template") ? "template" : "chat_template").asText());
    config.put("bos_token", bos).put("eos_token", eos);
    return new Golden(
        node.path(node.has("name") ? "name" : "case").asText(), config, node.path("chats"));
  }

  /** The seven golden checkpoints, then families and single expressions rendered by jinja2. */
  static Stream<Golden> templates() throws IOException {
    Stream<Golden> checkpoints =
        StreamSupport.stream(
                resource("/golden-tokenizers/chat-templates.json").spliterator(), false)
            .map(n -> golden(n, n.path("bos_token").asText(""), n.path("eos_token").asText("")));
    Stream<Golden> families =
        StreamSupport.stream(
                resource("/chat-templates/rendered.json").path("templates").spliterator(), false)
            .map(n -> golden(n, "<s>", "</s>"));
    return Stream.concat(checkpoints, families);
  }

  private ChatTemplate template(JsonNode config) {
    Map<String, String> special = new HashMap<>();
    for (String name : List.of("bos_token", "eos_token")) {
      if (!config.path(name).asText("").isEmpty()) {
        special.put(name, config.path(name).asText());
      }
    }
    return ChatTemplate.read(new TokenizerFiles(directory), config, special, CLOCK);
  }

  private ChatTemplate template(String source) {
    return template(new ObjectMapper().createObjectNode().put("chat_template", source));
  }

  @ParameterizedTest
  @MethodSource("templates")
  void chatsAreWrittenAsHuggingFaceWritesThem(Golden golden) {
    ChatTemplate template = template(golden.config());
    for (JsonNode chat : golden.chats()) {
      List<ChatMessage> messages = GoldenTokenizers.messages(chat.path("messages"));
      boolean add = chat.path("add_generation_prompt").booleanValue();
      if (chat.has("error")) {
        assertThatThrownBy(() -> template.render(messages, add))
            .isInstanceOfSatisfying(
                EngineException.class,
                e -> assertThat(e.reason()).isEqualTo(EngineReason.TEMPLATE_INVALID));
      } else {
        assertThat(template.render(messages, add)).isEqualTo(chat.path("text").asText());
      }
    }
  }

  @Test
  void aUserCannotWriteTemplateCode() {
    String injection = "{{ 7 * 7 }}{% for i in range(9) %}x{% endfor %}";
    assertThat(
            template("{{ messages[0].content }}")
                .render(List.of(new ChatMessage("user", injection)), true))
        .isEqualTo(injection);
  }

  @Test
  void aFileOfItsOwnGoesBeforeTheConfiguration() throws IOException {
    Files.writeString(directory.resolve("chat_template.jinja"), "file\n");
    assertThat(template("configuration").render(HELLO, true)).isEqualTo("file");
  }

  @Test
  void ofNamedTemplatesTheDefaultIsTaken() throws IOException {
    JsonNode config =
        new ObjectMapper()
            .readTree(
                """
                {"chat_template": [{"name": "tool_use", "template": "tools"},
                                   {"name": "default", "template": "plain"}]}
                """);
    assertThat(template(config).render(HELLO, true)).isEqualTo("plain");
  }

  @Test
  void aModelWithoutTemplateRefusesChats() {
    ChatTemplate none = template(new ObjectMapper().createObjectNode());
    assertThat(none.digest()).isEmpty();
    assertThatThrownBy(() -> none.render(HELLO, true))
        .isInstanceOf(EngineException.class)
        .hasMessage("the model has no chat template; send plain text");
  }

  @Test
  void theDigestIsThatOfTheText() {
    assertThat(template("a").digest())
        .isEqualTo("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  }

  @Test
  void aTemplateThatIsTooLongIsNotRead() {
    ChatTemplate large = template("x".repeat((256 << 10) + 1));
    assertThatThrownBy(() -> large.render(HELLO, true))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.reason()).isEqualTo(EngineReason.TEMPLATE_TOO_EXPENSIVE));
  }
}
