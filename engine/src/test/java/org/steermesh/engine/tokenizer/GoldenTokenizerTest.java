package org.steermesh.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.engine.EngineException;

class GoldenTokenizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama3-f32",
        "llama3-tied-bf16-sharded",
        "mistral-f32",
        "gemma2-f32",
        "qwen3-f32"
      })
  void idsPiecesAndTextAreThoseOfHuggingFace(String name) {
    try (TextTokenizer tokenizer = GoldenTokenizers.open(name)) {
      for (JsonNode expected : GoldenTokenizers.expectations(name).path("texts")) {
        String text = expected.path("text").asText();
        assertThat(tokenizer.encodePiece(text))
            .as(text)
            .containsExactly(GoldenTokenizers.ids(expected.path("ids_without_special")));
        int[] ids = GoldenTokenizers.ids(expected.path("ids"));
        if (ids.length > 0) {
          assertThat(tokenizer.encode(new Prompt.Text(text, true), "").ids())
              .as(text)
              .containsExactly(ids);
        }
        for (int i = 0; i < ids.length; i++) {
          assertThat(tokenizer.piece(ids[i])).isEqualTo(expected.path("tokens").path(i).asText());
        }
        assertThat(tokenizer.decode(ids)).isEqualTo(expected.path("decoded").asText());
      }
      for (JsonNode expected : GoldenTokenizers.expectations(name).path("decodes")) {
        assertThat(tokenizer.decode(GoldenTokenizers.ids(expected.path("ids"))))
            .isEqualTo(expected.path("text").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama3-f32",
        "llama3-tied-bf16-sharded",
        "mistral-f32",
        "gemma2-f32",
        "qwen3-f32"
      })
  void chatsBecomeTheTextAndIdsOfHuggingFace(String name) {
    try (TextTokenizer tokenizer = GoldenTokenizers.open(name)) {
      for (JsonNode expected : GoldenTokenizers.expectations(name).path("chats")) {
        Prompt.Chat chat = new Prompt.Chat(GoldenTokenizers.messages(expected.path("messages")));
        boolean add = expected.path("add_generation_prompt").booleanValue();
        if (expected.has("error")) {
          assertThatThrownBy(() -> tokenizer.render(chat, add))
              .isInstanceOf(EngineException.class)
              .hasMessageContaining(expected.path("error").asText());
        } else {
          assertThat(tokenizer.render(chat, add)).isEqualTo(expected.path("text").asText());
          if (add) {
            assertThat(tokenizer.encode(chat, "").ids())
                .containsExactly(GoldenTokenizers.ids(expected.path("ids")));
          }
        }
      }
    }
  }
}
