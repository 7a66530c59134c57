package org.steermesh.eval.domain.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes elements that are well-formed both as HTML and as XML. All text and every attribute value
 * is escaped here and nowhere else.
 */
final class Markup {

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn
   */
  Markup open(String element, String... attributes) {
    tag(element, attributes).append('>');
    open.push(element);
    return this;
  }

  /** Closes the element opened last. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Writes an element without content. */
  Markup empty(String element, String... attributes) {
    tag(element, attributes).append("/>");
    return this;
  }

  /** Writes an element with nothing but text in it. */
  Markup leaf(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** Writes text. */
  Markup text(String text) {
    text.codePoints().forEach(this::escaped);
    return this;
  }

  /** Starts a new line, for people who read the source. */
  Markup line() {
    out.append('\n');
    return this;
  }

  /** Writes what is markup already and ours, such as the style sheet. */
  Markup trusted(String markup) {
    out.append(markup);
    return this;
  }

  /** The page so far; every element must have been closed. */
  String finished() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("elements left open: " + open);
    }
    return out.toString();
  }

  private StringBuilder tag(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      text(attributes[i + 1]);
      out.append('"');
    }
    return out;
  }

  private void escaped(int character) {
    switch (character) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(isAllowed(character) ? character : '\uFFFD');
    }
  }

  /** XML 1.0, production 2: other characters cannot be written at all, not even escaped. */
  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0x10FFFF);
  }
}
