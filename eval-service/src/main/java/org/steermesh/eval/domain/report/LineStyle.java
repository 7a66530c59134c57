package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How one line looks. Lines differ by colour and by marker, so that nobody needs to tell colours
 * apart; the colours themselves are in the style sheet, one set per theme.
 *
 * @param name class in the style sheet
 * @param marker shape at each point
 */
record LineStyle(String name, Marker marker) {

  /** Shapes at the points of a line. */
  enum Marker {
    CIRCLE("M%1$.1f %2$.1fm-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"),
    SQUARE("M%1$.1f %2$.1fm-3.6 -3.6h7.2v7.2h-7.2z"),
    DIAMOND("M%1$.1f %2$.1fm0 -5l5 5l-5 5l-5 -5z"),
    TRIANGLE("M%1$.1f %2$.1fm0 -4.8l4.8 8.4h-9.6z"),
    CROSS("M%1$.1f %2$.1fm-1.5 -4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z"),
    WEDGE("M%1$.1f %2$.1fm0 4.8l4.8 -8.4h-9.6z");

    private final String path;

    Marker(String path) {
      this.path = path;
    }

    /** The shape around a point, as path data. */
    String at(double x, double y) {
      return String.format(Locale.ROOT, path, x, y);
    }
  }

  /** The look of lines that only give context. */
  static final LineStyle CONTEXT = new LineStyle("context", Marker.CIRCLE);

  /**
   * Styles for {@code count} lines. Where there are more lines than colours only the one to look at
   * keeps a colour.
   *
   * @param emphasised index of that line; outside the lines for none
   */
  static List<LineStyle> forLines(int count, int emphasised) {
    Marker[] markers = Marker.values();
    List<LineStyle> styles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (count <= markers.length) {
        styles.add(new LineStyle("line" + i, markers[i]));
      } else {
        styles.add(i == emphasised ? new LineStyle("line0", Marker.SQUARE) : CONTEXT);
      }
    }
    return styles;
  }
}
