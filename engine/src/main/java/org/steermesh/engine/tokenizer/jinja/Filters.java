package org.steermesh.engine.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** What stands after {@code |}. */
final class Filters {

  private final Values values;
  private final Strings strings;
  private final Printer printer;
  private final Methods methods;
  private final Tests tests;
  private final BiFunction<Object, String, Object> item;

  /** Item reads an item or attribute of a value by name. */
  Filters(Budget budget, Methods methods, Tests tests, BiFunction<Object, String, Object> item) {
    this.values = new Values(budget);
    this.strings = new Strings(budget);
    this.printer = new Printer(budget);
    this.methods = methods;
    this.tests = tests;
    this.item = item;
  }

  Object apply(String name, Object value, Arguments a) {
    return switch (name) {
      case "default", "d" -> {
        boolean absent =
            value == Absent.UNDEFINED
                || (Values.truth(a.get(1, "boolean", false)) && !Values.truth(value));
        yield absent ? a.get(0, "default_value", "") : value;
      }
      case "length", "count" -> values.length(value);
      case "string" -> printer.text(value);
      case "tojson" -> printer.json(value, Math.min(a.integer(0, "indent", -1), 16));
      case "int" -> integer(value, a);
      case "float" -> decimal(value);
      case "abs" -> number(value) < 0 ? negated(value) : value;
      case "round" -> round(number(value), a);
      case "safe" -> value;
      default -> ofText(name, value, a);
    };
  }

  private Object ofText(String name, Object value, Arguments a) {
    return switch (name) {
      case "trim" -> strings.strip(printer.text(value), a.get(0, "chars", Absent.NONE), true, true);
      case "upper" -> strings.upper(printer.text(value));
      case "lower" -> strings.lower(printer.text(value));
      case "title" -> strings.title(printer.text(value));
      case "capitalize" -> strings.capitalize(printer.text(value));
      case "replace" ->
          strings.replace(
              printer.text(value), a.text(0, "old"), a.text(1, "new"), a.integer(2, "count", -1));
      case "indent" ->
          strings.indent(
              printer.text(value),
              a.integer(0, "width", 4),
              Values.truth(a.get(1, "first", false)),
              Values.truth(a.get(2, "blank", false)));
      case "escape", "e" -> escape(printer.text(value));
      case "items" -> value instanceof Map<?, ?> map ? methods.pairs(map) : values.items(value);
      default -> ofList(name, value, a);
    };
  }

  private Object ofList(String name, Object value, Arguments a) {
    List<?> list = values.items(value);
    strings.charge(list.size());
    return switch (name) {
      case "list" -> new ArrayList<Object>(list);
      case "first" -> list.isEmpty() ? Absent.UNDEFINED : list.getFirst();
      case "last" -> list.isEmpty() ? Absent.UNDEFINED : list.getLast();
      case "reverse" ->
          value instanceof String text
              ? new StringBuilder(text).reverse().toString()
              : new ArrayList<Object>(list.reversed());
      case "join" ->
          strings.join(
              printer.text(a.get(0, "d", "")),
              attribute(list, a.get(1, "attribute", Absent.NONE)).stream()
                  .map(printer::text)
                  .toList());
      case "map" -> map(list, a);
      case "select" -> keep(list, element -> selects(element, a));
      case "reject" -> keep(list, element -> !selects(element, a));
      case "selectattr" -> keep(list, element -> selectsAttribute(element, a));
      case "rejectattr" -> keep(list, element -> !selectsAttribute(element, a));
      case "unique" -> unique(list);
      case "sort" -> sort(list, a);
      case "min" ->
          list.stream().min(values::compare).map(Object.class::cast).orElse(Absent.UNDEFINED);
      case "max" ->
          list.stream().max(values::compare).map(Object.class::cast).orElse(Absent.UNDEFINED);
      default -> throw Refusal.failed("there is no filter named '" + name + "'");
    };
  }

  private List<?> attribute(List<?> list, Object name) {
    return name instanceof String text
        ? list.stream().map(element -> item.apply(element, text)).toList()
        : list;
  }

  private List<?> map(List<?> list, Arguments a) {
    Object name = a.named().get("attribute");
    if (name == null) {
      String filter = a.text(0, "filter");
      return list.stream().map(element -> apply(filter, element, a.after(1))).toList();
    }
    Object otherwise = a.named().getOrDefault("default", Absent.UNDEFINED);
    return attribute(list, name).stream()
        .map(element -> element == Absent.UNDEFINED ? otherwise : element)
        .toList();
  }

  private static List<?> keep(List<?> list, Predicate<Object> kept) {
    return list.stream().filter(kept).toList();
  }

  private boolean selects(Object element, Arguments a) {
    return a.positional().isEmpty()
        ? Values.truth(element)
        : tests.holds(a.text(0, "test"), element, a.after(1));
  }

  private boolean selectsAttribute(Object element, Arguments a) {
    return selects(item.apply(element, a.text(0, "attribute")), a.after(1));
  }

  private List<?> unique(List<?> list) {
    List<Object> seen = new ArrayList<>();
    for (Object element : list) {
      if (!values.contains(seen, element)) {
        seen.add(element);
      }
    }
    return seen;
  }

  private List<?> sort(List<?> list, Arguments a) {
    Object name = a.named().getOrDefault("attribute", Absent.NONE);
    List<Object> sorted = new ArrayList<>(list);
    sorted.sort((x, y) ->
        name instanceof String text
            ? values.compare(item.apply(x, text), item.apply(y, text))
            : values.compare(x, y));
    return Values.truth(a.get(0, "reverse", false)) ? sorted.reversed() : sorted;
  }

  private static Object integer(Object value, Arguments a) {
    return switch (Values.numeric(value)) {
      case Long number -> number;
      case Double number -> number.longValue();
      case String text when text.strip().matches("[+-]?[0-9]{1,18}") -> Long.valueOf(text.strip());
      default -> a.get(0, "default", 0L);
    };
  }

  private static Object decimal(Object value) {
    return switch (Values.numeric(value)) {
      case Number number -> number.doubleValue();
      case String text when text.length() < 64 && text.strip().matches("[+-]?[0-9]+(\\.[0-9]*)?") ->
          Double.valueOf(text.strip());
      default -> 0.0;
    };
  }

  private static double number(Object value) {
    if (Values.numeric(value) instanceof Number number) {
      return number.doubleValue();
    }
    throw Refusal.failed("a filter needs a number, not " + Values.kind(value));
  }

  private static Object negated(Object value) {
    return value instanceof Long number
        ? (Object) Math.negateExact(number)
        : (Object) (-number(value));
  }

  private static double round(double value, Arguments a) {
    int digits = Math.clamp(a.integer(0, "precision", 0), 0, 15);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    RoundingMode mode =
        switch (Values.string(a.get(1, "method", "common"), "method")) {
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> RoundingMode.HALF_EVEN;
        };
    return new BigDecimal(value).setScale(digits, mode).doubleValue();
  }

  private String escape(String text) {
    String ampersand = strings.replace(text, "&", "&amp;", -1);
    String less = strings.replace(ampersand, "<", "&lt;", -1);
    String more = strings.replace(less, ">", "&gt;", -1);
    String single = strings.replace(more, "'", "&#39;", -1);
    return strings.replace(single, "\"", "&#34;", -1);
  }
}
