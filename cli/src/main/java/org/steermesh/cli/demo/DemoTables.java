package org.steermesh.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.TextWidth;
import org.steermesh.eval.v1.Cell;

/** A demo's result for a reader. */
final class DemoTables {

  private static final List<Float> SHOWN = List.of(-2f, -1f, -0.5f, 0f, 0.5f, 1f, 2f);
  private static final int LABEL = 20;

  private DemoTables() {}

  /** Per behaviour three lines: score, its interval, cost on neutral text. */
  static Table scores(DemoResult result) {
    Table table = new Table().words("BEHAVIOUR").numbers("BLOCK").words("STRENGTH");
    SHOWN.forEach(strength -> table.numbers(signed(strength)));
    for (DemoResult.Measured measured : result.behaviours()) {
      row(table, measured.name(), block(measured), "score", values(measured, DemoTables::score));
      row(table, "", "", "95 %", values(measured, DemoTables::interval));
      row(table, "", "", "perplexity", values(measured, DemoTables::ratio));
    }
    return table;
  }

  /** A strength with its sign: {@code -0.5}, {@code 0}, {@code +1}. */
  static String signed(float strength) {
    if (strength == 0) {
      return "0";
    }
    return String.format(Locale.ROOT, strength % 1 == 0 ? "%+.0f" : "%+.1f", strength);
  }

  private static String block(DemoResult.Measured measured) {
    return Integer.toString(measured.choice().block());
  }

  private static void row(
      Table table, String name, String block, String what, List<String> values) {
    List<String> cells = new ArrayList<>(List.of(name, block, what));
    cells.addAll(values);
    table.row(cells);
  }

  private static List<String> values(DemoResult.Measured measured, Function<Cell, String> text) {
    return SHOWN.stream()
        .map(strength -> text.apply(Choice.at(measured.test(), strength)))
        .toList();
  }

  private static String score(Cell cell) {
    return String.format(Locale.ROOT, "%.3f", cell.getScore());
  }

  private static String interval(Cell cell) {
    return String.format(Locale.ROOT, "%.2f-%.2f", cell.getScoreLow(), cell.getScoreHigh());
  }

  private static String ratio(Cell cell) {
    return String.format(Locale.ROOT, "x %.3f", cell.getPerplexityRatio());
  }

  /** The question, then each continuation in a column of its own width. */
  static List<String> sideBySide(DemoResult.SideBySide asked, int columns) {
    List<String> lines = new ArrayList<>();
    lines.add("> " + asked.question());
    for (DemoResult.Continuation text : asked.texts()) {
      String label =
          text.strength() == 0 ? "unsteered" : asked.behaviour() + " " + signed(text.strength());
      List<String> wrapped = TextWidth.wrap(text.text(), Math.max(20, columns - LABEL - 4));
      for (int i = 0; i < wrapped.size(); i++) {
        lines.add(("  %-" + LABEL + "s  %s").formatted(i == 0 ? label : "", wrapped.get(i)));
      }
    }
    return lines;
  }

  /** How many behaviours are steered both ways. */
  static String verdict(DemoResult result) {
    long reached = result.behaviours().stream().filter(DemoResult.Measured::reachesTheBar).count();
    return String.format(
        Locale.ROOT,
        "%d of %d behaviours: unsteered between %.2f and %.2f, at least %.2f at the chosen"
            + " strength, at most %.2f at its negative, perplexity at most x %.2f",
        reached,
        result.behaviours().size(),
        DemoResult.UNSTEERED_LOW,
        DemoResult.UNSTEERED_HIGH,
        DemoResult.SHOWN,
        DemoResult.HIDDEN,
        DemoResult.LARGEST_RATIO);
  }
}
