package org.steermesh.generation.api.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.steermesh.contract.SteermeshException;

/**
 * The fields of a JSON object, asked for by name. What nobody asks for is refused in the end: a
 * misspelt field must not silently do nothing. A field that is null counts as absent.
 */
final class Fields {

  private final String path;
  private final JsonObject object;
  private final Set<String> known = new HashSet<>();

  /**
   * The fields of an object.
   *
   * @param path where it stands in the body, for errors; empty for the body itself
   */
  Fields(String path, JsonObject object) {
    this.path = path;
    this.object = object;
  }

  /** The field's name for errors. */
  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  SteermeshException refused(String name, String why) {
    return SteermeshException.ofField(path(name), why);
  }

  /** All of them. */
  JsonObject all() {
    return object;
  }

  /** The value as it stands. */
  Optional<Object> value(String name) {
    known.add(name);
    return Optional.ofNullable(object.getValue(name));
  }

  private <T> Optional<T> value(String name, Class<T> type, String words) {
    return value(name)
        .map(value -> {
          if (!type.isInstance(value)) {
            throw refused(name, "must be " + words);
          }
          return type.cast(value);
        });
  }

  Optional<String> string(String name) {
    return value(name, String.class, "a string");
  }

  Optional<JsonArray> array(String name) {
    return value(name, JsonArray.class, "an array");
  }

  Optional<Fields> object(String name) {
    return value(name, JsonObject.class, "an object").map(each -> new Fields(path(name), each));
  }

  /** The object as JSON text. */
  Optional<String> text(String name) {
    return value(name, JsonObject.class, "an object").map(JsonObject::encode);
  }

  boolean flag(String name) {
    return value(name, Boolean.class, "true or false").orElse(false);
  }

  OptionalDouble number(String name) {
    return value(name, Number.class, "a number")
        .map(number -> OptionalDouble.of(number.doubleValue()))
        .orElseGet(OptionalDouble::empty);
  }

  /** A whole number, at most 64 bits wide. */
  OptionalLong whole(String name) {
    Optional<Number> number = value(name, Number.class, "a whole number");
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!(number.get() instanceof Integer || number.get() instanceof Long)) {
      throw refused(name, "is " + number.get() + "; it must be a whole number of at most 64 bits");
    }
    return OptionalLong.of(number.get().longValue());
  }

  /** A whole number that has room in 32 bits; others are brought to the nearest that has. */
  Optional<Integer> small(String name) {
    OptionalLong whole = whole(name);
    return whole.isEmpty()
        ? Optional.empty()
        : Optional.of(Math.clamp(whole.getAsLong(), Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /** What changes no result here, whatever it says. */
  void ignore(List<String> names) {
    known.addAll(names);
  }

  /**
   * What is not supported, unless it says what happens anyway.
   *
   * @param without the values that say so, beside null
   */
  void refuse(String name, Object... without) {
    value(name)
        .ifPresent(value -> {
          if (!List.of(without).contains(value)) {
            throw refused(name, "is not supported" + allowed(without));
          }
        });
  }

  private static String allowed(Object... without) {
    return without.length == 0 ? "" : "; leave it out, or " + JsonArray.of(without[0]).encode();
  }

  /** Refuses what nobody asked for. */
  void done() {
    object.fieldNames().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw refused(name, "is not a field that is known here");
        });
  }
}
