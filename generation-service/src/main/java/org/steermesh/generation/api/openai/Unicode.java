package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SteermeshException;

/** Refuses what JSON can write and no text can hold: one half of a surrogate pair alone. */
final class Unicode {

  private Unicode() {}

  /** Looks at all texts of a body; names that are not Unicode are not read at all. */
  static void require(JsonObject body) {
    object("", body);
  }

  private static void object(String path, JsonObject object) {
    for (Map.Entry<String, Object> field : object) {
      value(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
    }
  }

  private static void value(String path, @Nullable Object value) {
    switch (value) {
      case String text when !isWhole(text) ->
          throw SteermeshException.ofField(path, "is not Unicode: it has half a surrogate pair");
      case JsonObject object -> object(path, object);
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          value(path + "[" + i + "]", array.getValue(i));
        }
      }
      case null, default -> {}
    }
  }

  private static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }
}
