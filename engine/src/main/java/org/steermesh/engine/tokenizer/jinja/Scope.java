package org.steermesh.engine.tokenizer.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables: a loop pass or a macro call has its own and sees those around it. */
final class Scope {

  private final Map<String, Object> variables = new HashMap<>();
  private final @Nullable Scope outer;

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return Absent.UNDEFINED;
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }
}
