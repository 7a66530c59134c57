package org.steermesh.engine.steering;

import org.steermesh.engine.tokenizer.TokenTexts;

/** Follows stretches between two texts, on whichever token borders these fall. */
final class MarkedReader implements SpanReader {

  private final Marker begin;
  private final Marker end;
  private boolean inside;
  private int matched;

  /**
   * A text looked for.
   *
   * @param borders per number of characters that fit, how many of them fit when the next does not
   */
  private record Marker(String text, int[] borders) {

    static Marker of(String text) {
      int[] borders = new int[text.length() + 1];
      Marker marker = new Marker(text, borders);
      for (int i = 1; i < text.length(); i++) {
        borders[i + 1] = marker.next(borders[i], text.charAt(i));
      }
      return marker;
    }

    /** How many characters fit after one more. */
    int next(int matched, char c) {
      int fit = matched;
      while (fit > 0 && text.charAt(fit) != c) {
        fit = borders[fit];
      }
      return text.charAt(fit) == c ? fit + 1 : 0;
    }
  }

  MarkedReader(Span.Marked span) {
    this(Marker.of(span.begin()), Marker.of(span.end()));
  }

  private MarkedReader(Marker begin, Marker end) {
    this.begin = begin;
    this.end = end;
  }

  @Override
  public MarkedReader copy() {
    MarkedReader copy = new MarkedReader(begin, end);
    copy.inside = inside;
    copy.matched = matched;
    return copy;
  }

  @Override
  public boolean read(TokenTexts.Said token) {
    boolean any = inside;
    for (int i = 0; i < token.text().length(); i++) {
      step(token.text().charAt(i));
      any |= inside;
    }
    if (token.ends()) {
      inside = false;
      matched = 0;
    }
    return any;
  }

  private void step(char c) {
    Marker wanted = inside ? end : begin;
    if (wanted.text().isEmpty()) {
      return;
    }
    matched = wanted.next(matched, c);
    if (matched == wanted.text().length()) {
      inside = !inside;
      matched = 0;
    }
  }
}
