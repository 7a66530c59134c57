package org.steermesh.vector.domain;

/** A place in a text; both count from 1, columns in UTF-16 characters. */
record LineAndColumn(int line, int column) {

  /** The place just behind the last character; CR LF, LF and CR each end a line. */
  static LineAndColumn endOf(String text) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean insideCrLf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !insideCrLf)) {
        line++;
        start = i + 1;
      }
    }
    return new LineAndColumn(line, text.length() - start + 1);
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
