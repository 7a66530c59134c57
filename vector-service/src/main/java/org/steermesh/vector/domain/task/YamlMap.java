package org.steermesh.vector.domain.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A mapping of a definition, whose faults are named by their keys.
 *
 * @param node what it holds
 * @param path put before its keys in messages
 */
record YamlMap(JsonNode node, String path) {

  YamlMap {
    if (!node.isObject()) {
      throw DefinitionReader.refuse(
          (path.isEmpty() ? "the whole" : path.substring(0, path.length() - 1))
              + " must be a mapping of keys");
    }
  }

  /** Refuses keys that are none of these. */
  void allow(List<String> keys) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!keys.contains(name)) {
        throw DefinitionReader.refuse(
            "%s%s is no key; the keys are %s".formatted(path, name, String.join(", ", keys)));
      }
    }
  }

  JsonNode at(String key) {
    return node.path(key);
  }

  boolean has(String key) {
    return node.has(key);
  }

  String text(String key) {
    if (!at(key).isValueNode() || at(key).asText().isEmpty()) {
      throw DefinitionReader.refuse(path + key + " is missing or no text");
    }
    return at(key).asText();
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  boolean flag(String key) {
    return at(key).asBoolean(false);
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    if (has(key) && !at(key).isArray()) {
      throw DefinitionReader.refuse(path + key + " must be a list");
    }
    at(key).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  YamlMap map(String key) {
    return new YamlMap(at(key), path + key + ".");
  }
}
