package org.steermesh.eval.domain.report;

import java.util.List;
import java.util.Locale;
import org.steermesh.eval.domain.statistics.Interval;

/**
 * Effects with intervals as horizontal bars, as inline SVG.
 *
 * @param title names the chart to a screen reader
 * @param description says in words what the bars show
 * @param x the axis of values, 0 in it
 * @param label what the axis measures
 */
record BarChart(String title, String description, Axis x, String label) {

  private static final int WIDTH = 440;
  private static final int LEFT = 158;
  private static final int RIGHT = 16;
  private static final int TOP = 8;
  private static final int BOTTOM = 42;
  private static final int ROW = 24;
  private static final int SMALL_ROW = 19;
  private static final int WHISKER = 4;

  /**
   * One bar.
   *
   * @param label to its left
   * @param interval drawn as a whisker; unknown for none
   * @param style class of the colour
   * @param main whether it is an effect; controls are drawn as points
   * @param explanation shown when pointed at
   */
  record Bar(
      String label,
      double value,
      Interval interval,
      String style,
      boolean main,
      String explanation) {

    private int height() {
      return main ? ROW : SMALL_ROW;
    }
  }

  /** Draws {@code bars} from above. */
  void draw(Markup out, List<Bar> bars) {
    int rows = bars.stream().mapToInt(Bar::height).sum();
    int height = TOP + rows + BOTTOM;
    out.open("svg", "viewBox", "0 0 " + WIDTH + " " + height, "role", "img", "class", "chart");
    out.leaf("title", title).leaf("desc", description).line();
    drawTicks(out, TOP + rows);
    int top = TOP;
    for (Bar bar : bars) {
      drawBar(out, bar, top);
      top += bar.height();
    }
    out.close().line();
  }

  private void drawTicks(Markup out, int bottom) {
    for (double tick : x.ticks()) {
      String left = number(across(tick));
      String style = Math.abs(tick) < 1e-12 ? "zero" : "grid";
      out.empty("path", "class", style, "d", "M" + left + " " + TOP + "V" + bottom);
      text(out, x.label(tick), "tick", new double[] {across(tick), bottom + 16}, "middle");
    }
    double middle = LEFT + (WIDTH - LEFT - RIGHT) / 2.0;
    text(out, label, "caption", new double[] {middle, bottom + 35}, "middle");
  }

  private void drawBar(Markup out, Bar bar, int top) {
    double middle = top + bar.height() / 2.0;
    out.open("g", "class", bar.style()).leaf("title", bar.explanation());
    text(
        out,
        bar.label(),
        bar.main() ? "caption" : "tick",
        new double[] {LEFT - 10, middle + 4.5},
        "end");
    if (!Double.isNaN(bar.value())) {
      drawValue(out, bar, middle);
    }
    out.close().line();
  }

  private void drawValue(Markup out, Bar bar, double middle) {
    double zero = across(0);
    double end = across(bar.value());
    if (bar.main()) {
      double half = bar.height() / 2.0 - 4;
      out.empty(
          "rect",
          "class",
          "bar",
          "x",
          number(Math.min(zero, end)),
          "y",
          number(middle - half),
          "width",
          number(Math.max(0.8, Math.abs(end - zero))),
          "height",
          number(2 * half));
    } else {
      out.empty("path", "class", "marker", "d", LineStyle.Marker.CIRCLE.at(end, middle));
    }
    if (bar.interval().isKnown()) {
      drawWhisker(out, bar.interval(), middle);
    }
  }

  private void drawWhisker(Markup out, Interval interval, double middle) {
    String low = number(across(interval.low()));
    String high = number(across(interval.high()));
    String cap = number(middle - WHISKER) + "v" + 2 * WHISKER;
    out.empty(
        "path",
        "class",
        "whisker",
        "d",
        "M%s %sH%s M%s %s M%s %s".formatted(low, number(middle), high, low, cap, high, cap));
  }

  private static void text(Markup out, String text, String style, double[] at, String anchor) {
    String left = number(at[0]);
    String top = number(at[1]);
    out.leaf("text", text, "class", style, "text-anchor", anchor, "x", left, "y", top);
  }

  private double across(double value) {
    return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
