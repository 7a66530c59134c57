package org.steermesh.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.steermesh.cli.show.Table;
import org.steermesh.cli.show.TextWidth;
import org.steermesh.eval.v1.Cell;
import org.steermesh.vector.v1.ExplainedFeature;

/** A demo's result for a reader. */
final class DemoTables {

  private static final List<Float> SHOWN = List.of(-2f, -1f, -0.5f, 0f, 0.5f, 1f, 2f);
  private static final int LABEL = 20;

  private DemoTables() {}

  /** Per behaviour and method three lines: score, its interval, cost on neutral text. */
  static Table scores(DemoResult result) {
    Table table = new Table().words("BEHAVIOUR").words("METHOD").numbers("BLOCK").words("STRENGTH");
    SHOWN.forEach(strength -> table.numbers(signed(strength)));
    for (DemoResult.Measured measured : result.behaviours()) {
      rows(table, measured, measured.name());
      result.sparse().stream()
          .filter(sparse -> sparse.name().equals(measured.name()))
          .forEach(sparse -> rows(table, sparse, ""));
    }
    return table;
  }

  private static void rows(Table table, DemoResult.Measured measured, String name) {
    row(
        table,
        List.of(name, measured.method(), block(measured), "score"),
        values(measured, DemoTables::score));
    row(table, List.of("", "", "", "95 %"), values(measured, DemoTables::interval));
    row(table, List.of("", "", "", "perplexity"), values(measured, DemoTables::ratio));
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

  private static void row(Table table, List<String> head, List<String> values) {
    List<String> cells = new ArrayList<>(head);
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

  /** How many behaviours are steered both ways, by each method. */
  static List<String> verdicts(DemoResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(verdict("CAA", result.behaviours(), DemoResult.DENSE));
    if (!result.sparse().isEmpty()) {
      lines.add(verdict("SAS", result.sparse(), DemoResult.SPARSE));
    }
    return lines;
  }

  private static String verdict(
      String method, List<DemoResult.Measured> measured, DemoResult.Bar bar) {
    long reached = measured.stream().filter(each -> each.reaches(bar)).count();
    return String.format(
        Locale.ROOT,
        "%s: %d of %d behaviours: unsteered between %.2f and %.2f, at least %.2f at the chosen"
            + " strength, at most %.2f at its negative, perplexity at most x %.2f",
        method,
        reached,
        measured.size(),
        DemoResult.UNSTEERED_LOW,
        DemoResult.UNSTEERED_HIGH,
        bar.shown(),
        bar.hidden(),
        DemoResult.LARGEST_RATIO);
  }

  private static String snippets(FeatureReport.Entry entry) {
    return entry.snippets().stream()
        .map(snippet -> "\"" + (snippet.before() + snippet.token()).strip() + "\"")
        .collect(Collectors.joining("  "));
  }

  /** The strongest features of one sparse vector, and where each is most active. */
  static Table features(FeatureReport report) {
    Table table =
        new Table()
            .numbers("FEATURE")
            .numbers("VALUE")
            .numbers("SHARE")
            .words("ACTIVE + / -")
            .words("MOST ACTIVE AT THE LAST TOKEN OF");
    for (FeatureReport.Entry entry : report.features()) {
      ExplainedFeature feature = entry.feature();
      table.row(
          Integer.toString(feature.getFeature()),
          String.format(Locale.ROOT, "%+.2f", feature.getValue()),
          String.format(Locale.ROOT, "%.0f %%", 100 * feature.getShare()),
          feature.getPositiveActiveCount() + " / " + feature.getNegativeActiveCount(),
          entry.snippets().isEmpty() ? "no token of these questions" : snippets(entry));
    }
    return table;
  }
}
