package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** Reads the fields of a JSON object by type, and remembers which were read. */
final class ConfigFields {

  private final JsonNode root;
  private final String file;
  private final Set<String> read = new HashSet<>();

  ConfigFields(JsonNode root, String file) {
    this.root = root;
    this.file = file;
  }

  /** The field, or a missing node when it is absent or null. */
  JsonNode node(String name) {
    read.add(name);
    JsonNode node = root.path(name);
    return node.isNull() ? root.path("") : node;
  }

  boolean has(String name) {
    return !node(name).isMissingNode();
  }

  String text(String name) {
    JsonNode node = node(name);
    if (!node.isTextual()) {
      throw StrictJson.invalid(file + ": " + name + " must be a text, it is " + shown(node));
    }
    return node.textValue();
  }

  /** An integer from 1 to a bound that no real model reaches. */
  int size(String name) {
    JsonNode node = node(name);
    int limit = 1 << 24;
    if (!node.isIntegralNumber() || node.longValue() < 1 || node.longValue() > limit) {
      throw StrictJson.invalid(
          file + ": " + name + " must be an integer from 1 to " + limit + ", it is " + shown(node));
    }
    return node.intValue();
  }

  int size(String name, int absent) {
    return has(name) ? size(name) : absent;
  }

  /** An integer of at least 1; 0 where the field is null, {@code absent} where there is none. */
  int sizeOrNone(String name, int absent) {
    return has(name) ? size(name) : root.has(name) ? 0 : absent;
  }

  boolean truth(String name, boolean absent) {
    JsonNode node = node(name);
    if (node.isMissingNode()) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw StrictJson.invalid(file + ": " + name + " must be true or false, it is " + shown(node));
    }
    return node.booleanValue();
  }

  double positive(String name) {
    JsonNode node = node(name);
    if (!node.isNumber() || !(node.doubleValue() > 0) || Double.isInfinite(node.doubleValue())) {
      throw StrictJson.invalid(
          file + ": " + name + " must be a number above 0, it is " + shown(node));
    }
    return node.doubleValue();
  }

  double positive(String name, double absent) {
    return has(name) ? positive(name) : absent;
  }

  /** A number above 0; 0 where the field is null, {@code absent} where there is none. */
  double positiveOrNone(String name, double absent) {
    return has(name) ? positive(name) : root.has(name) ? 0 : absent;
  }

  /** Refuses every field with a value that was neither read nor is known to be harmless. */
  void refuseOthers(Set<String> harmless) {
    Iterator<String> names = root.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!read.contains(name) && !harmless.contains(name) && !root.get(name).isNull()) {
        throw unsupported(
            file
                + ": the field "
                + name
                + " = "
                + shown(root.get(name))
                + " is not understood and might change the result");
      }
    }
  }

  static EngineException unsupported(String message) {
    return new EngineException(EngineReason.ARCHITECTURE_UNSUPPORTED, message);
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "absent" : node.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }
}
