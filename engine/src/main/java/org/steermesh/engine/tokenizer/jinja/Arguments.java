package org.steermesh.engine.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/**
 * The values of a call.
 *
 * @param positional in order
 * @param named by name
 */
record Arguments(List<Object> positional, Map<String, Object> named) {

  /** The argument at a place or of a name, or a default. */
  Object get(int place, String name, Object otherwise) {
    return place < positional.size() ? positional.get(place) : named.getOrDefault(name, otherwise);
  }

  /** The same, refusing when it is absent. */
  Object require(int place, String name) {
    Object value = get(place, name, Absent.UNDEFINED);
    if (value == Absent.UNDEFINED) {
      throw Refusal.failed("the argument '" + name + "' is missing or undefined");
    }
    return value;
  }

  /** A text argument. */
  String text(int place, String name) {
    return Values.string(require(place, name), name);
  }

  /** A whole-number argument inside an int. */
  int integer(int place, String name, int otherwise) {
    Object value = get(place, name, (long) otherwise);
    if (value instanceof Long number && number.intValue() == number) {
      return number.intValue();
    }
    throw Refusal.failed(
        "the argument '" + name + "' must be a 32-bit whole number but is " + Values.kind(value));
  }

  /** What remains after the first arguments. */
  Arguments after(int count) {
    return new Arguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }
}
