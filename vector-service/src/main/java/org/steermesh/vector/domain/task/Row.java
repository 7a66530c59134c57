package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One record of a file: a JSON object, or a row of CSV with a text for every column.
 *
 * @param fields what it holds
 * @param file name of the file, may be empty
 * @param line where it begins, from 1
 */
record Row(JsonNode fields, String file, long line) {

  /** Names the file in a path: not a column. */
  static final String FILE = "$file";

  /** The value at a path of keys separated by dots; nothing when it is absent or null. */
  Optional<JsonNode> at(String path) {
    JsonNode node = fields.get(path);
    if (node == null) {
      node = fields;
      for (String key : path.split("\\.", -1)) {
        node = node.path(key);
      }
    }
    return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  /** The text at a path: of a string, a number or a boolean. */
  Optional<String> text(String path) {
    if (path.equals(FILE)) {
      return Optional.of(baseName());
    }
    return at(path).filter(JsonNode::isValueNode).map(JsonNode::asText);
  }

  private String baseName() {
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  /** Where it is, for people. */
  String place() {
    return file.isEmpty() ? "line " + line : file + " line " + line;
  }
}
