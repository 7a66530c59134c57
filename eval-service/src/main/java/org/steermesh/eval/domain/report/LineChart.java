package org.steermesh.eval.domain.report;

import java.util.List;
import java.util.Locale;
import org.steermesh.eval.domain.statistics.Interval;

/**
 * A line chart with intervals, as inline SVG.
 *
 * @param title names the chart to a screen reader
 * @param description says in words what the lines show
 * @param x horizontal axis
 * @param y vertical axis
 * @param reference where a dashed line crosses the chart, as on the y axis; NaN for none
 */
record LineChart(String title, String description, Caption x, Caption y, double reference) {

  private static final int WIDTH = 440;
  private static final int HEIGHT = 250;
  private static final int LEFT = 60;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 46;
  private static final int WHISKER = 4;

  /**
   * An axis and what it measures.
   *
   * @param label with its unit
   */
  record Caption(Axis axis, String label) {}

  /** Draws {@code lines}, each in its style, the first at the back. */
  void draw(Markup out, List<Series> lines, List<LineStyle> styles) {
    out.open("svg", "viewBox", "0 0 " + WIDTH + " " + HEIGHT, "role", "img", "class", "chart");
    out.leaf("title", title).leaf("desc", description).line();
    drawHorizontalTicks(out);
    drawVerticalTicks(out);
    drawReference(out);
    for (int i = 0; i < lines.size(); i++) {
      drawSeries(out, lines.get(i), styles.get(i));
    }
    out.close().line();
  }

  private void drawVerticalTicks(Markup out) {
    for (double tick : y.axis().ticks()) {
      double top = down(tick);
      line(out, "grid", new double[] {LEFT, top, WIDTH - RIGHT, top});
      label(out, y.axis().label(tick), new double[] {LEFT - 7, top + 4.5}, "end");
    }
    double middle = TOP + (HEIGHT - TOP - BOTTOM) / 2.0;
    out.leaf(
        "text",
        y.label(),
        "class",
        "caption",
        "text-anchor",
        "middle",
        "transform",
        "translate(12 " + number(middle) + ") rotate(-90)");
  }

  private void drawHorizontalTicks(Markup out) {
    double bottom = HEIGHT - BOTTOM;
    for (double tick : x.axis().ticks()) {
      double left = across(tick);
      line(out, tick == 0 ? "zero" : "grid", new double[] {left, TOP, left, bottom});
      label(out, x.axis().label(tick), new double[] {left, bottom + 17}, "middle");
    }
    double[] middle = {LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 8};
    out.leaf(
        "text",
        x.label(),
        "class",
        "caption",
        "text-anchor",
        "middle",
        "x",
        number(middle[0]),
        "y",
        number(middle[1]));
  }

  private void drawReference(Markup out) {
    if (!Double.isNaN(reference)) {
      double top = down(reference);
      line(out, "reference", new double[] {LEFT, top, WIDTH - RIGHT, top});
    }
  }

  private void drawSeries(Markup out, Series series, LineStyle style) {
    out.open("g", "class", style.name());
    List<Series.Point> known =
        series.points().stream().filter(point -> !Double.isNaN(point.y())).toList();
    drawBand(out, known.stream().filter(point -> point.interval().isKnown()).toList());
    StringBuilder path = new StringBuilder();
    for (Series.Point point : known) {
      path.append(path.isEmpty() ? 'M' : 'L').append(pair(across(point.x()), down(point.y())));
    }
    out.empty("path", "class", "stroke", "d", path.isEmpty() ? "M0 0" : path.toString());
    for (Series.Point point : known) {
      drawPoint(out, point, style.marker());
    }
    out.close().line();
  }

  private void drawBand(Markup out, List<Series.Point> points) {
    StringBuilder path = new StringBuilder();
    for (Series.Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L');
      path.append(pair(across(point.x()), down(point.interval().high())));
    }
    for (Series.Point point : points.reversed()) {
      path.append('L').append(pair(across(point.x()), down(point.interval().low())));
    }
    if (points.size() > 1) {
      out.empty("path", "class", "band", "d", path.append('z').toString());
    }
  }

  private void drawPoint(Markup out, Series.Point point, LineStyle.Marker marker) {
    double left = across(point.x());
    out.open("g").leaf("title", point.explanation());
    if (point.interval().isKnown()) {
      drawWhisker(out, left, point.interval());
    }
    out.empty("path", "class", "marker", "d", marker.at(left, down(point.y()))).close();
  }

  private void drawWhisker(Markup out, double left, Interval interval) {
    double high = down(interval.high());
    double low = down(interval.low());
    String path =
        "M%s L%s M%s h%d M%s h%d"
            .formatted(
                pair(left, high),
                pair(left, low),
                pair(left - WHISKER, high),
                2 * WHISKER,
                pair(left - WHISKER, low),
                2 * WHISKER);
    out.empty("path", "class", "whisker", "d", path);
  }

  private static void line(Markup out, String style, double[] ends) {
    String path = "M" + pair(ends[0], ends[1]) + "L" + pair(ends[2], ends[3]);
    out.empty("path", "class", style, "d", path);
  }

  private static void label(Markup out, String text, double[] at, String anchor) {
    String x = number(at[0]);
    out.leaf("text", text, "class", "tick", "text-anchor", anchor, "x", x, "y", number(at[1]));
  }

  private double across(double value) {
    return LEFT + x.axis().share(value) * (WIDTH - LEFT - RIGHT);
  }

  private double down(double value) {
    return HEIGHT - BOTTOM - y.axis().share(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String pair(double left, double top) {
    return number(left) + " " + number(top);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
