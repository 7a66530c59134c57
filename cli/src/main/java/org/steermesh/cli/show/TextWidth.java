package org.steermesh.cli.show;

import java.util.ArrayList;
import java.util.List;

/** How many columns of a terminal a text takes. */
public final class TextWidth {

  private TextWidth() {}

  /** Columns: marks take none, East Asian and pictographic characters take two. */
  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  private static boolean isWide(int codePoint) {
    return isWithin(codePoint, 0x1100, 0x115F)
        || isWithin(codePoint, 0x2E80, 0xA4CF)
        || isWithin(codePoint, 0xAC00, 0xD7A3)
        || isWithin(codePoint, 0xF900, 0xFAFF)
        || isWithin(codePoint, 0xFE30, 0xFE6F)
        || isWithin(codePoint, 0xFF00, 0xFF60)
        || isWithin(codePoint, 0xFFE0, 0xFFE6)
        || isWithin(codePoint, 0x1F300, 0x1FAFF)
        || isWithin(codePoint, 0x20000, 0x3FFFD);
  }

  private static boolean isWithin(int codePoint, int first, int last) {
    return first <= codePoint && codePoint <= last;
  }

  /** {@code text} in lines of at most {@code columns}, broken at spaces where there are any. */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && of(line.toString()) + 1 + of(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
