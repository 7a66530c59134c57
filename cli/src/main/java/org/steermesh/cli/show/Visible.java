package org.steermesh.cli.show;

/** Text of others made harmless for a terminal, which obeys control characters. */
public final class Visible {

  private Visible() {}

  /** {@code text} with every control character in caret notation, but for line ends and tabs. */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Visible::isHidden)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.codePoints().forEach(c -> visible.append(isHidden(c) ? caret(c) : Character.toString(c)));
    return visible.toString();
  }

  /** The same on one line, for a cell of a table. */
  static String onOneLine(String text) {
    return of(text.replace("\r\n", " ").replace('\n', ' ').replace('\t', ' '));
  }

  private static boolean isHidden(int c) {
    return Character.isISOControl(c) && c != '\n' && c != '\t';
  }

  /** As {@code cat -v} writes it: {@code ^[} for escape, {@code ^?} for delete. */
  private static String caret(int c) {
    return c < 0x80 ? "^" + (char) (c ^ 0x40) : "M-^" + (char) (c - 0x40);
  }
}
