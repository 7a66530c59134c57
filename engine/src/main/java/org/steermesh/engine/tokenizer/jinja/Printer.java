package org.steermesh.engine.tokenizer.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Values as text: Python's str and repr, and JSON as Hugging Face writes it. */
final class Printer {

  private final Budget budget;

  Printer(Budget budget) {
    this.budget = budget;
  }

  /** Python's str; undefined is empty. */
  String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value == Absent.UNDEFINED) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    python(value, out);
    return out.toString();
  }

  private void python(Object value, StringBuilder out) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case Absent.NONE -> out.append("None");
      case Absent.UNDEFINED -> out.append("Undefined");
      case Boolean flag -> out.append(flag ? "True" : "False");
      case Long number -> out.append(number);
      case Double number -> out.append(number(number));
      case String text -> quote(text, out);
      case List<?> list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          out.append(i > 0 ? ", " : "");
          python(list.get(i), out);
        }
        out.append(']');
      }
      case Map<?, ?> map -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          separator = ", ";
          python(entry.getKey(), out);
          out.append(": ");
          python(entry.getValue(), out);
        }
        out.append('}');
      }
      default -> throw Refusal.failed(Values.kind(value) + " cannot be printed");
    }
    budget.spend(out.length() - before);
    budget.leave();
  }

  /** Python's repr of a float. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size == 0 || (size >= 1e-4 && size < 1e16)) {
      String plain = new BigDecimal(Double.toString(value)).toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    return exponent(Double.toString(value));
  }

  private static String exponent(String java) {
    int e = java.indexOf('E');
    String digits = java.substring(0, e);
    String power = java.substring(e + 1);
    boolean negative = power.startsWith("-");
    String size = negative ? power.substring(1) : power;
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
        + (negative ? "e-" : "e+")
        + (size.length() < 2 ? "0" + size : size);
  }

  private static void quote(String text, StringBuilder out) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c == quote) {
            out.append('\\').append(c);
          } else if (c < ' ' || c == 0x7f) {
            out.append(String.format("\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append(quote);
  }

  /** Python's json.dumps with ensure_ascii off; indent -1 writes one line. */
  String json(Object value, int indent) {
    StringBuilder out = new StringBuilder();
    json(value, indent, 0, out);
    return out.toString();
  }

  private void json(Object value, int indent, int level, StringBuilder out) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case Absent.NONE -> out.append("null");
      case Boolean flag -> out.append(flag);
      case Long number -> out.append(number);
      case Double number -> out.append(number(number));
      case String text -> jsonString(text, out);
      case List<?> list -> {
        out.append('[');
        String separator = "";
        for (Object item : list) {
          out.append(separator);
          newLine(indent, level + 1, out);
          json(item, indent, level + 1, out);
          separator = indent < 0 ? ", " : ",";
        }
        if (!list.isEmpty()) {
          newLine(indent, level, out);
        }
        out.append(']');
      }
      case Map<?, ?> map -> jsonMap(map, indent, level, out);
      default -> throw Refusal.failed(Values.kind(value) + " has no JSON form");
    }
    budget.spend(out.length() - before);
    budget.leave();
  }

  private void jsonMap(Map<?, ?> map, int indent, int level, StringBuilder out) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      newLine(indent, level + 1, out);
      jsonString(text(entry.getKey()), out);
      out.append(": ");
      json(entry.getValue(), indent, level + 1, out);
      separator = indent < 0 ? ", " : ",";
    }
    if (!map.isEmpty()) {
      newLine(indent, level, out);
    }
    out.append('}');
  }

  private void newLine(int indent, int level, StringBuilder out) {
    if (indent >= 0) {
      budget.spend((long) indent * level);
      out.append('\n').repeat(" ", indent * level);
    }
  }

  private static void jsonString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
