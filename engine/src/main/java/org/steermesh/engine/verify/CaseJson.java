package org.steermesh.engine.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** JSON files of a reference case; what does not fit is refused with the place. */
final class CaseJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CaseJson() {}

  static JsonNode read(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new ReferenceCaseException(file + " cannot be read as JSON: " + e.getMessage(), e);
    }
  }

  /** A field that must be there. */
  static JsonNode required(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null) {
      throw new IllegalArgumentException("there is no field " + field + " in " + node);
    }
    return value;
  }

  static String text(JsonNode node, String field) {
    return required(node, field).asText();
  }

  static int[] ints(JsonNode node) {
    return MAPPER.convertValue(node, int[].class);
  }
}
