package org.steermesh.engine.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/** What stands after {@code is}. */
final class Tests {

  private final Values values;

  Tests(Values values) {
    this.values = values;
  }

  boolean holds(String name, Object value, Arguments arguments) {
    return switch (name) {
      case "defined" -> value != Absent.UNDEFINED;
      case "undefined" -> value == Absent.UNDEFINED;
      case "none" -> value == Absent.NONE;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "number" -> value instanceof Number || value instanceof Boolean;
      case "string" -> value instanceof String;
      case "mapping" -> value instanceof Map;
      case "sequence" -> value instanceof String || value instanceof List || value instanceof Map;
      case "iterable" ->
          value instanceof String
              || value instanceof List
              || value instanceof Map
              || value == Absent.UNDEFINED;
      case "callable" -> value instanceof Callable;
      default -> compares(name, value, arguments);
    };
  }

  private boolean compares(String name, Object value, Arguments arguments) {
    return switch (name) {
      case "odd" -> Math.floorMod(whole(value), 2) == 1;
      case "even" -> Math.floorMod(whole(value), 2) == 0;
      case "divisibleby" -> {
        long divisor = whole(arguments.require(0, "num"));
        if (divisor == 0) {
          throw Refusal.failed("the test divisibleby divides by zero");
        }
        yield whole(value) % divisor == 0;
      }
      case "eq", "equalto", "sameas" -> values.equal(value, other(arguments));
      case "ne" -> !values.equal(value, other(arguments));
      case "lt", "lessthan" -> values.compare(value, other(arguments)) < 0;
      case "le" -> values.compare(value, other(arguments)) <= 0;
      case "gt", "greaterthan" -> values.compare(value, other(arguments)) > 0;
      case "ge" -> values.compare(value, other(arguments)) >= 0;
      case "in" -> values.contains(other(arguments), value);
      default -> throw Refusal.failed("there is no test named '" + name + "'");
    };
  }

  private static Object other(Arguments arguments) {
    return arguments.get(0, "other", Absent.UNDEFINED);
  }

  private static long whole(Object value) {
    if (Values.numeric(value) instanceof Long number) {
      return number;
    }
    throw Refusal.failed("a test needs a whole number, not " + Values.kind(value));
  }
}
