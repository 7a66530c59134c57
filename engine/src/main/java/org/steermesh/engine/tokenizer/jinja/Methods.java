package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The methods a template may call on a value. They are a fixed list of Python names; nothing of
 * Java's objects can be reached.
 */
final class Methods {

  private final Values values;
  private final Strings strings;

  Methods(Values values, Strings strings) {
    this.values = values;
    this.strings = strings;
  }

  /** The bound method of a value, null where it has none of that name. */
  @Nullable Callable find(Object target, String name) {
    return switch (target) {
      case String text -> ofString(text, name);
      case Map<?, ?> map -> ofMap(map, name);
      case List<?> list -> ofList(list, name);
      default -> null;
    };
  }

  private @Nullable Callable ofString(String text, String name) {
    return switch (name) {
      case "strip" -> a -> strings.strip(text, a.get(0, "chars", Absent.NONE), true, true);
      case "lstrip" -> a -> strings.strip(text, a.get(0, "chars", Absent.NONE), true, false);
      case "rstrip" -> a -> strings.strip(text, a.get(0, "chars", Absent.NONE), false, true);
      case "upper" -> a -> strings.upper(text);
      case "lower" -> a -> strings.lower(text);
      case "title" -> a -> strings.title(text);
      case "capitalize" -> a -> strings.capitalize(text);
      case "startswith" -> a -> anyOf(a.require(0, "prefix"), text::startsWith);
      case "endswith" -> a -> anyOf(a.require(0, "suffix"), text::endsWith);
      case "split" ->
          a -> strings.split(text, a.get(0, "sep", Absent.NONE), a.integer(1, "maxsplit", -1));
      case "rsplit" ->
          a -> strings.splitFromEnd(text, a.text(0, "sep"), a.integer(1, "maxsplit", -1));
      case "splitlines" -> a -> strings.lines(text);
      case "replace" ->
          a -> strings.replace(text, a.text(0, "old"), a.text(1, "new"), a.integer(2, "count", -1));
      case "join" -> a -> join(text, a.require(0, "iterable"));
      default -> questionOfString(text, name);
    };
  }

  private @Nullable Callable questionOfString(String text, String name) {
    return switch (name) {
      case "find" -> a -> strings.find(text, a.text(0, "sub"), false);
      case "rfind" -> a -> strings.find(text, a.text(0, "sub"), true);
      case "count" -> a -> (long) strings.count(text, a.text(0, "sub"));
      case "removeprefix" ->
          a -> text.startsWith(a.text(0, "prefix")) ? text.substring(a.text(0, "").length()) : text;
      case "removesuffix" ->
          a ->
              text.endsWith(a.text(0, "suffix"))
                  ? text.substring(0, text.length() - a.text(0, "").length())
                  : text;
      case "isdigit" -> a -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
      case "isalpha" -> a -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
      case "isalnum" ->
          a -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetterOrDigit);
      case "isspace" ->
          a -> !text.isEmpty() && text.chars().allMatch(c -> Strings.isSpace((char) c));
      case "isupper" ->
          a -> !strings.upper(text).equals(strings.lower(text)) && text.equals(strings.upper(text));
      case "islower" ->
          a -> !strings.upper(text).equals(strings.lower(text)) && text.equals(strings.lower(text));
      default -> null;
    };
  }

  private static boolean anyOf(Object affixes, Predicate<String> holds) {
    return affixes instanceof List<?> list
        ? list.stream().anyMatch(affix -> holds.test(Values.string(affix, "a prefix or suffix")))
        : holds.test(Values.string(affixes, "a prefix or suffix"));
  }

  private String join(String separator, Object items) {
    return strings.join(
        separator,
        values.items(items).stream().map(item -> Values.string(item, "a joined item")).toList());
  }

  private @Nullable Callable ofMap(Map<?, ?> map, String name) {
    return switch (name) {
      case "get" ->
          a -> {
            Object value = map.get(Values.key(a.require(0, "key")));
            return value == null ? a.get(1, "default", Absent.NONE) : value;
          };
      case "keys" -> a -> values.items(map);
      case "values" -> a -> charged(new ArrayList<Object>(map.values()));
      case "items" -> a -> pairs(map);
      default -> null;
    };
  }

  private List<?> charged(List<?> list) {
    strings.charge(list.size());
    return list;
  }

  /** Key and value pairs. */
  List<?> pairs(Map<?, ?> map) {
    return charged(map.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
  }

  private @Nullable Callable ofList(List<?> list, String name) {
    return switch (name) {
      case "count" ->
          a -> list.stream().filter(item -> values.equal(item, a.require(0, "value"))).count();
      case "index" -> a -> index(list, a.require(0, "value"));
      default -> null;
    };
  }

  private long index(List<?> list, Object sought) {
    for (int i = 0; i < list.size(); i++) {
      if (values.equal(list.get(i), sought)) {
        return i;
      }
    }
    throw Refusal.failed("a list was asked for the index of an item it does not have");
  }
}
