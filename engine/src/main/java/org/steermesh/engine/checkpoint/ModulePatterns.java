package org.steermesh.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds modules by name as PEFT does, with expressions of a stranger: an expression that takes too
 * many steps is refused.
 */
final class ModulePatterns {

  private static final int MAX_LENGTH = 2000;
  private static final int MAX_PATTERNS = 10_000;

  private ModulePatterns() {}

  /** A text that refuses to be looked at too often. */
  private static final class Patient implements CharSequence {

    private static final int MAX_STEPS = 100_000;

    private final String text;
    private int steps;

    Patient(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps++;
      if (steps > MAX_STEPS) {
        throw StrictJson.invalid(
            "an expression takes more than " + MAX_STEPS + " steps to be compared with " + text);
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Whether a regular expression matches all of a name. */
  static boolean matches(String field, String expression, String name) {
    if (expression.length() > MAX_LENGTH) {
      throw StrictJson.invalid(
          field + " has " + expression.length() + " characters; at most " + MAX_LENGTH);
    }
    try {
      return Pattern.compile(expression).matcher(new Patient(name)).matches();
    } catch (PatternSyntaxException e) {
      throw StrictJson.invalid(
          field + ": '" + expression + "' is no regular expression: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw StrictJson.invalid(field + ": '" + expression + "' is nested too deeply");
    }
  }

  /**
   * Whether a field selects a module: a text is a regular expression for the whole name, a list has
   * names or their last parts.
   */
  static boolean selects(String field, JsonNode node, String module) {
    if (node.isTextual()) {
      return matches(field, node.textValue(), module);
    }
    for (String name : names(field, node)) {
      if (module.equals(name) || module.endsWith("." + name)) {
        return true;
      }
    }
    return false;
  }

  /** The names of a list; none where the field is absent. */
  static List<String> names(String field, JsonNode node) {
    List<String> names = new ArrayList<>();
    if (node.isMissingNode()) {
      return names;
    }
    if (!node.isArray() || node.size() > MAX_PATTERNS) {
      throw StrictJson.invalid(
          field + " must be a text or a list of at most " + MAX_PATTERNS + " texts");
    }
    for (JsonNode name : node) {
      if (!name.isTextual()) {
        throw StrictJson.invalid(field + " has " + name + ", which is no text");
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** A map from expressions for the end of a module's name to numbers, in the order of the file. */
  static Map<String, JsonNode> numbers(String field, JsonNode node) {
    Map<String, JsonNode> numbers = new LinkedHashMap<>();
    if (node.isMissingNode()) {
      return numbers;
    }
    if (!node.isObject() || node.size() > MAX_PATTERNS) {
      throw StrictJson.invalid(
          field + " must be an object of at most " + MAX_PATTERNS + " numbers");
    }
    node.properties().forEach(entry -> numbers.put(entry.getKey(), entry.getValue()));
    return numbers;
  }

  /** Whether an expression matches a module's name, or its end after a dot. */
  static boolean matchesEnd(String field, String expression, String module) {
    return matches(field, "(.*\\.)?(" + expression + ")", module);
  }
}
