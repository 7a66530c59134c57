package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What Python's values mean: truth, equality, order, iteration. A value is an {@link Absent},
 * Boolean, Long, Double, String, List, Map, {@link Namespace} or {@link Callable}.
 */
final class Values {

  private final Budget budget;

  Values(Budget budget) {
    this.budget = budget;
  }

  /** The name of a value's type, for messages. */
  static String kind(Object value) {
    return switch (value) {
      case Absent.NONE -> "none";
      case Absent.UNDEFINED -> "undefined";
      case Boolean _ -> "a boolean";
      case Long _ -> "a whole number";
      case Double _ -> "a number";
      case String _ -> "a string";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a mapping";
      case Namespace _ -> "a namespace";
      default -> "a function";
    };
  }

  /** The string that a value has to be. */
  static String string(Object value, String what) {
    if (value instanceof String text) {
      return text;
    }
    throw Refusal.failed(what + " must be a string but is " + kind(value));
  }

  /** Python's truth. */
  static boolean truth(Object value) {
    return switch (value) {
      case Absent _ -> false;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  /** A whole number, true and false counting as 1 and 0; other values stay as they are. */
  static Object numeric(Object value) {
    return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
  }

  boolean equal(Object first, Object second) {
    budget.enter();
    Object a = numeric(first);
    Object b = numeric(second);
    boolean same;
    if (a instanceof Long x && b instanceof Long y) {
      same = x.equals(y);
    } else if (a instanceof Number x && b instanceof Number y) {
      same = x.doubleValue() == y.doubleValue();
    } else if (a instanceof List<?> x && b instanceof List<?> y) {
      same = equalLists(x, y);
    } else if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      same = equalMaps(x, y);
    } else if (a instanceof String x && b instanceof String y) {
      budget.spend(Math.min(x.length(), y.length()) / 16);
      same = x.equals(y);
    } else {
      // Functions and namespaces equal nothing.
      same = a instanceof Absent && a.equals(b);
    }
    budget.leave();
    return same;
  }

  private boolean equalLists(List<?> x, List<?> y) {
    if (x.size() != y.size()) {
      return false;
    }
    for (int i = 0; i < x.size(); i++) {
      if (!equal(x.get(i), y.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean equalMaps(Map<?, ?> x, Map<?, ?> y) {
    if (x.size() != y.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : x.entrySet()) {
      Object other = y.get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  /** Order of numbers and of strings; other pairs have none. */
  int compare(Object first, Object second) {
    Object a = numeric(first);
    Object b = numeric(second);
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof String x && b instanceof String y) {
      budget.spend(Math.min(x.length(), y.length()) / 16);
      return x.compareTo(y);
    }
    throw Refusal.failed(kind(first) + " and " + kind(second) + " have no order");
  }

  boolean contains(Object container, Object sought) {
    return switch (container) {
      case Absent.UNDEFINED -> false;
      case String text -> {
        String part = string(sought, "what is looked for in a string");
        budget.spendSearch(text, part);
        yield text.contains(part);
      }
      case List<?> list -> {
        boolean found = false;
        for (int i = 0; i < list.size() && !found; i++) {
          found = equal(list.get(i), sought);
        }
        yield found;
      }
      case Map<?, ?> map -> map.containsKey(key(sought));
      default ->
          throw Refusal.failed("'in' needs a list, string or mapping, not " + kind(container));
    };
  }

  /** A mapping key: hashed by value, so only small immutable kinds. */
  static Object key(Object value) {
    Object key = numeric(value);
    if (key instanceof String
        || key instanceof Long
        || key instanceof Double
        || key == Absent.NONE) {
      return key;
    }
    throw Refusal.failed(kind(value) + " cannot be a key");
  }

  /** What a loop over the value visits. */
  List<?> items(Object value) {
    return switch (value) {
      case Absent.UNDEFINED -> List.of();
      case List<?> list -> list;
      case Map<?, ?> map -> {
        budget.spend(map.size() * Budget.STEP);
        yield new ArrayList<>(map.keySet());
      }
      case String text -> {
        budget.spend(text.length() * Budget.STEP);
        yield text.codePoints().mapToObj(Character::toString).toList();
      }
      default -> throw Refusal.failed(kind(value) + " cannot be looped over");
    };
  }

  /** Number of items, or of code points of a string. */
  long length(Object value) {
    return switch (value) {
      case Absent.UNDEFINED -> 0;
      case String text -> {
        budget.spend(text.length());
        yield text.codePointCount(0, text.length());
      }
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> throw Refusal.failed(kind(value) + " has no length");
    };
  }
}
