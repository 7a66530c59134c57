package org.steermesh.engine.steering;

import org.steermesh.engine.tokenizer.TokenTexts;

/** Follows fenced blocks of code, as Markdown writes them. */
final class FenceReader implements SpanReader {

  private static final int LEAST = 3;

  /** Where on a line. */
  private enum Line {
    /** Only blanks so far. */
    BLANK,
    /** In marks that may begin or end a block. */
    MARKS,
    /** After marks that end a block if nothing but blanks follows. */
    CLOSED,
    /** After the marks that have begun a block, on their line. */
    INFO,
    /** In anything else. */
    TEXT
  }

  private Line line = Line.BLANK;

  /** The mark of the block; 0 outside. */
  private char fence;

  /** How many of them began it. */
  private int length;

  /** The mark of the marks, and how many there are. */
  private char mark;

  private int marks;

  /** Whether this is the line on which the block begins. */
  private boolean first;

  @Override
  public FenceReader copy() {
    FenceReader copy = new FenceReader();
    copy.line = line;
    copy.fence = fence;
    copy.length = length;
    copy.mark = mark;
    copy.marks = marks;
    copy.first = first;
    return copy;
  }

  @Override
  public boolean read(TokenTexts.Said token) {
    boolean any = isInside();
    if (token.special() || token.ends()) {
      fence = 0;
      first = false;
      line = Line.BLANK;
      return any;
    }
    for (int i = 0; i < token.text().length(); i++) {
      step(token.text().charAt(i));
      any |= isInside();
    }
    return any;
  }

  private boolean isInside() {
    return fence != 0;
  }

  private void step(char c) {
    if (c == '\n' || c == '\r') {
      endLine();
      return;
    }
    boolean blank = c == ' ' || c == '\t';
    line =
        switch (line) {
          case BLANK -> blank ? Line.BLANK : begin(c);
          case MARKS -> c == mark ? another() : afterMarks(blank, c);
          case CLOSED -> blank ? Line.CLOSED : Line.TEXT;
          case INFO -> info(c);
          case TEXT -> Line.TEXT;
        };
  }

  private void endLine() {
    boolean closes = line == Line.CLOSED || (line == Line.MARKS && marks >= length);
    if (isInside() && !first && closes) {
      fence = 0;
    }
    line = Line.BLANK;
    first = false;
  }

  private Line begin(char c) {
    boolean starts = isInside() ? c == fence : c == '`' || c == '~';
    mark = c;
    marks = 1;
    return starts ? Line.MARKS : Line.TEXT;
  }

  private Line another() {
    marks++;
    if (!isInside() && marks == LEAST) {
      fence = mark;
      first = true;
    }
    if (first) {
      length = marks;
    }
    return Line.MARKS;
  }

  private Line afterMarks(boolean blank, char c) {
    if (first) {
      return info(c);
    }
    return isInside() && blank && marks >= length ? Line.CLOSED : Line.TEXT;
  }

  private Line info(char c) {
    if (fence == '`' && c == '`') {
      fence = 0;
      first = false;
      return Line.TEXT;
    }
    return Line.INFO;
  }
}
