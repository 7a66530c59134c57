package org.steermesh.engine.tokenizer.jinja;

/** Backslash escapes of string literals, as Python reads them. */
final class Escape {

  private static final String NAMES = "ntr\\'\"abfv0";
  private static final String VALUES = "\n\t\r\\'\"\u0007\b\f\u000b\0";

  private Escape() {}

  /** Appends the character at an index of a literal, and returns the index after it. */
  static int read(String source, int at, StringBuilder text) {
    char c = source.charAt(at);
    if (c != '\\' || at + 1 >= source.length()) {
      text.append(c);
      return at + 1;
    }
    char name = source.charAt(at + 1);
    int known = NAMES.indexOf(name);
    if (known >= 0) {
      text.append(VALUES.charAt(known));
      return at + 2;
    }
    int digits =
        switch (name) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> 0;
        };
    if (digits > 0 && appendCodePoint(source, at + 2, digits, text)) {
      return at + 2 + digits;
    }
    // An unknown escape stays as it is written, and a line joined by a backslash loses both.
    if (name != '\n') {
      text.append(c).append(name);
    }
    return at + 2;
  }

  private static boolean appendCodePoint(String source, int from, int digits, StringBuilder text) {
    if (from + digits > source.length()) {
      return false;
    }
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = Character.digit(source.charAt(i), 16);
      if (digit < 0) {
        return false;
      }
      value = value << 4 | digit;
    }
    if (!Character.isValidCodePoint(value)) {
      return false;
    }
    text.appendCodePoint(value);
    return true;
  }
}
