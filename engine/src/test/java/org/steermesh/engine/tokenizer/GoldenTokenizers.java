package org.steermesh.engine.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Tokenizers of five families, with what Hugging Face computes on them. */
final class GoldenTokenizers {

  private GoldenTokenizers() {}

  static Path directory(String name) {
    try {
      URL url = GoldenTokenizers.class.getResource("/golden-tokenizers/" + name);
      return Path.of(Objects.requireNonNull(url, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static TextTokenizer open(String name) {
    return TextTokenizer.open(directory(name));
  }

  static JsonNode expectations(String name) {
    return json(name + "/tokenization.json");
  }

  static JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(directory(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int[] ids(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  static List<ChatMessage> messages(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false)
        .map(m -> new ChatMessage(m.path("role").asText(), m.path("content").asText()))
        .toList();
  }
}
