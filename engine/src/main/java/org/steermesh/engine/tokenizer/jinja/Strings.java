package org.steermesh.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Python's string operations, each paid for before it is done. */
final class Strings {

  private final Budget budget;

  Strings(Budget budget) {
    this.budget = budget;
  }

  /** Removes characters from the ends: white space, or those of a set given as a string. */
  String strip(String text, Object characters, boolean left, boolean right) {
    budget.spend(text.length());
    int begin = 0;
    int end = text.length();
    while (left && begin < end && strips(text.charAt(begin), characters)) {
      begin++;
    }
    while (right && end > begin && strips(text.charAt(end - 1), characters)) {
      end--;
    }
    return text.substring(begin, end);
  }

  private static boolean strips(char c, Object characters) {
    return characters instanceof String set ? set.indexOf(c) >= 0 : isSpace(c);
  }

  /** Python's str.isspace for one character. */
  static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  /** Splits at a separator, or at runs of white space where none is given. */
  List<Object> split(String text, Object separator, int most) {
    budget.spend(text.length() * Budget.STEP);
    if (!(separator instanceof String mark)) {
      return words(text, most);
    }
    requireSeparator(mark);
    budget.spendSearch(text, mark);
    List<Object> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(mark);
    while (at >= 0 && (most < 0 || parts.size() < most)) {
      parts.add(text.substring(from, at));
      from = at + mark.length();
      at = text.indexOf(mark, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** Splits at a separator, from the end. */
  List<Object> splitFromEnd(String text, String mark, int most) {
    requireSeparator(mark);
    budget.spendSearch(text, mark);
    budget.spend(text.length() * Budget.STEP);
    List<Object> parts = new ArrayList<>();
    int to = text.length();
    int at = text.lastIndexOf(mark);
    while (at >= 0 && (most < 0 || parts.size() < most)) {
      parts.add(text.substring(at + mark.length(), to));
      to = at;
      at = at < mark.length() ? -1 : text.lastIndexOf(mark, at - mark.length());
    }
    parts.add(text.substring(0, to));
    return parts.reversed();
  }

  private static void requireSeparator(String mark) {
    if (mark.isEmpty()) {
      throw Refusal.failed("a string cannot be split at an empty string");
    }
  }

  private static List<Object> words(String text, int most) {
    List<Object> parts = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return parts;
      }
      int end = at;
      while (end < text.length() && !isSpace(text.charAt(end))) {
        end++;
      }
      if (most >= 0 && parts.size() == most) {
        parts.add(text.substring(at).stripTrailing());
        return parts;
      }
      parts.add(text.substring(at, end));
      at = end;
    }
  }

  /** Lines without their ends. */
  List<Object> lines(String text) {
    budget.spend(text.length() * Budget.STEP);
    return new ArrayList<>(text.lines().toList());
  }

  /** Replaces the first so many occurrences, all when negative. */
  String replace(String text, String old, String now, int most) {
    budget.spendSearch(text, old);
    StringBuilder out = new StringBuilder();
    int from = 0;
    int count = 0;
    int at = text.indexOf(old);
    while (at >= 0 && (most < 0 || count < most)) {
      budget.spend(now.length() + Budget.STEP);
      out.append(text, from, at).append(now);
      count++;
      from = at + old.length();
      if (old.isEmpty()) {
        if (from == text.length()) {
          break;
        }
        out.append(text.charAt(from));
        from++;
      }
      at = text.indexOf(old, from);
    }
    return out.append(text.substring(from)).toString();
  }

  String join(String separator, List<String> items) {
    for (String item : items) {
      budget.spend(separator.length() + item.length() + Budget.STEP);
    }
    return String.join(separator, items);
  }

  /** Pays for a list of so many items. */
  void charge(long items) {
    budget.spend(items * Budget.STEP);
  }

  int count(String text, String part) {
    if (part.isEmpty()) {
      return text.codePointCount(0, text.length()) + 1;
    }
    return split(text, part, -1).size() - 1;
  }

  /** Code point index of the first or last occurrence, -1 where there is none. */
  long find(String text, String part, boolean last) {
    budget.spendSearch(text, part);
    int at = last ? text.lastIndexOf(part) : text.indexOf(part);
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  /** First letter of each word upper case, the others lower case. */
  String title(String text) {
    budget.spend(text.length());
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = Character.isLetter(c);
    }
    return out.toString();
  }

  /** First character upper case, the others lower case. */
  String capitalize(String text) {
    budget.spend(text.length());
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return upper(text.substring(0, first)) + lower(text.substring(first));
  }

  String upper(String text) {
    budget.spend(text.length());
    return text.toUpperCase(Locale.ROOT);
  }

  String lower(String text) {
    budget.spend(text.length());
    return text.toLowerCase(Locale.ROOT);
  }

  /** Blanks put before every line but, unless asked, the first and empty ones. */
  String indent(String text, int width, boolean first, boolean blank) {
    String blanks = " ".repeat(Math.clamp(width, 0, 1000));
    StringBuilder out = new StringBuilder();
    String separator = "";
    for (Object line : split(text, "\n", -1)) {
      budget.spend(blanks.length());
      boolean isFirst = separator.isEmpty();
      boolean indented = isFirst ? first : blank || !line.equals("");
      out.append(separator).append(indented ? blanks : "").append(line);
      separator = "\n";
    }
    return out.toString();
  }
}
