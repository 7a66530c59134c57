package org.steermesh.eval.domain.report;

import java.util.List;
import java.util.Locale;

/**
 * Values of a grid as shaded squares, as inline SVG.
 *
 * @param title names the map to a screen reader
 * @param description says in words what it shows
 * @param columns strengths to the right, rising, and what they are of
 * @param rows strengths upwards, rising, and what they are of
 * @param style class of the colour
 */
record HeatMap(String title, String description, Strengths columns, Strengths rows, String style) {

  private static final int LEFT = 44;
  private static final int TOP = 26;
  private static final int WIDTH = 62;
  private static final int HEIGHT = 34;
  private static final int BOTTOM = 44;
  private static final int MARGIN = 90;

  /** Strengths of one vector. */
  record Strengths(String label, List<Double> values) {}

  /**
   * One square.
   *
   * @param shade 0 for none, 1 for all of the colour
   * @param text shown in it
   * @param explanation shown when pointed at
   */
  record Square(double shade, String text, String explanation) {}

  /** Draws {@code squares}, [row][column]. */
  void draw(Markup out, List<List<Square>> squares) {
    int width = LEFT + WIDTH * columns.values().size() + MARGIN;
    int height = TOP + HEIGHT * rows.values().size() + BOTTOM;
    out.open(
        "svg",
        "viewBox",
        "0 0 " + width + " " + height,
        "width",
        Integer.toString(width),
        "role",
        "img",
        "class",
        "heat");
    out.leaf("title", title).leaf("desc", description).line();
    for (int row = 0; row < squares.size(); row++) {
      int top = TOP + HEIGHT * (squares.size() - 1 - row);
      tick(out, Numbers.strength(rows.values().get(row)), LEFT - 6, top + HEIGHT / 2 + 4, "end");
      for (int column = 0; column < squares.get(row).size(); column++) {
        drawSquare(out, squares.get(row).get(column), LEFT + WIDTH * column, top);
      }
    }
    int below = height - BOTTOM + 16;
    for (int column = 0; column < columns.values().size(); column++) {
      int middle = LEFT + WIDTH * column + WIDTH / 2;
      tick(out, Numbers.strength(columns.values().get(column)), middle, below, "middle");
    }
    tick(out, "→ " + columns.label(), LEFT, height - 8, "start");
    tick(out, "↑ " + rows.label(), LEFT, TOP - 9, "start");
    out.close().line();
  }

  private void drawSquare(Markup out, Square square, int left, int top) {
    String opacity =
        String.format(Locale.ROOT, "%.2f", 0.04 + 0.6 * Math.clamp(square.shade(), 0, 1));
    out.open("g", "class", style).leaf("title", square.explanation());
    out.empty(
        "rect",
        "class",
        "square",
        "x",
        Integer.toString(left + 1),
        "y",
        Integer.toString(top + 1),
        "width",
        Integer.toString(WIDTH - 2),
        "height",
        Integer.toString(HEIGHT - 2),
        "fill-opacity",
        opacity);
    String middle = Integer.toString(left + WIDTH / 2);
    String base = Integer.toString(top + HEIGHT / 2 + 4);
    out.leaf("text", square.text(), "text-anchor", "middle", "x", middle, "y", base);
    out.close().line();
  }

  private static void tick(Markup out, String text, int x, int y, String anchor) {
    String left = Integer.toString(x);
    String top = Integer.toString(y);
    out.leaf("text", text, "class", "tick", "text-anchor", anchor, "x", left, "y", top);
  }
}
