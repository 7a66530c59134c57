package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.PasResults;
import org.steermesh.eval.domain.pas.PasResults.CellMean;
import org.steermesh.eval.domain.statistics.Interval;

/** Validation accuracy of one task: against block, against strength, and as a map of both. */
final class PasCells {

  private final PasStudy study;
  private final PasResults.TaskResult task;

  PasCells(PasStudy study, PasResults.TaskResult task) {
    this.study = study;
    this.task = task;
  }

  void draw(Markup out) {
    if (task.cells().isEmpty()) {
      return;
    }
    long items = task.cells().getFirst().itemCount();
    int seeds = task.cells().getFirst().seedCount();
    out.leaf("h3", "Validation accuracy, " + task.task().title());
    out.leaf(
        "p",
        "Mean over %d %s, %d answers per cell. Each line is taken at its own best of the other axis."
            .formatted(seeds, seeds == 1 ? "seed" : "seeds", items),
        "class",
        "quiet");
    List<PasStudy.Way> ways = task.cells().stream().map(CellMean::way).distinct().toList();
    List<LineStyle> all = LineStyle.forLines(study.ways().size(), 0);
    List<LineStyle> styles = ways.stream().map(way -> all.get(study.ways().indexOf(way))).toList();
    Panel.drawLegend(out, ways.stream().map(this::label).toList(), styles);
    out.open("div", "class", "panels").line();
    drawLines(out, ways, styles, "block", cell -> cell.site().block());
    drawLines(out, ways, styles, "strength", CellMean::strength);
    out.close().line();
    ways.forEach(way -> drawMap(out, way));
  }

  private String label(PasStudy.Way way) {
    return study.grid().targets().size() == 1
        ? way.method().label()
        : way.method().label() + ", " + way.target().name().toLowerCase(Locale.ROOT);
  }

  private List<CellMean> cells(PasStudy.Way way) {
    return task.cells().stream().filter(cell -> cell.way().equals(way)).toList();
  }

  private void drawLines(
      Markup out,
      List<PasStudy.Way> ways,
      List<LineStyle> styles,
      String axis,
      ToDoubleFunction<CellMean> x) {
    List<Series> lines = new ArrayList<>();
    for (PasStudy.Way way : ways) {
      List<Series.Point> points = new ArrayList<>();
      cells(way).stream()
          .mapToDouble(x)
          .distinct()
          .sorted()
          .forEach(at -> points.add(point(way, at, x)));
      lines.add(new Series(label(way), points));
    }
    LineChart chart =
        new LineChart(
            "Validation accuracy against " + axis + ": " + task.task().title(),
            "The best validation accuracy at each " + axis + ", one line per method.",
            new LineChart.Caption(axis(lines), axis),
            new LineChart.Caption(accuracies(), "validation accuracy"),
            Double.NaN);
    out.open("section", "class", "panel").open("figure");
    out.leaf("figcaption", "Validation accuracy against " + axis);
    chart.draw(out, lines, styles);
    out.close().close().line();
  }

  private Series.Point point(PasStudy.Way way, double at, ToDoubleFunction<CellMean> x) {
    CellMean best =
        cells(way).stream()
            .filter(cell -> x.applyAsDouble(cell) == at)
            .max(Comparator.comparingDouble(CellMean::accuracy))
            .orElseThrow();
    return new Series.Point(
        at,
        best.accuracy(),
        Interval.UNKNOWN,
        "%s, block %d, strength %s: %s"
            .formatted(
                label(way),
                best.site().block(),
                Numbers.plain(best.strength()),
                Numbers.share(best.accuracy())));
  }

  private static Axis axis(List<Series> lines) {
    List<Double> values =
        lines.stream()
            .flatMap(line -> line.points().stream().map(Series.Point::x))
            .distinct()
            .sorted()
            .toList();
    boolean wide = values.getFirst() > 0 && values.getLast() > 20 * values.getFirst();
    return wide
        ? Axis.logarithmic(values.getFirst(), values.getLast())
        : Axis.through(values, 0.04);
  }

  private Axis accuracies() {
    double low = task.cells().stream().mapToDouble(CellMean::accuracy).min().orElse(0);
    double high = task.cells().stream().mapToDouble(CellMean::accuracy).max().orElse(1);
    return Axis.round(Math.max(0, low - 0.02), Math.min(1, high + 0.02));
  }

  /** A table, so that it scrolls on a phone and is read aloud cell by cell. */
  private void drawMap(Markup out, PasStudy.Way way) {
    List<CellMean> cells = cells(way);
    double low = cells.stream().mapToDouble(CellMean::accuracy).min().orElse(0);
    double high = cells.stream().mapToDouble(CellMean::accuracy).max().orElse(1);
    out.open("div", "class", "scroll").open("table", "class", "map");
    out.leaf(
        "caption",
        label(way)
            + ": validation accuracy by block and strength (in parentheses: seeds that chose it)");
    List<String> head = new ArrayList<>(List.of("Block"));
    study.grid().strengths().forEach(strength -> head.add(Numbers.plain(strength)));
    Tables.drawHead(out, head);
    out.open("tbody");
    for (var site : study.grid().sites(way.target())) {
      out.open("tr").leaf("th", Integer.toString(site.block()), "scope", "row");
      for (double strength : study.grid().strengths()) {
        Optional<CellMean> cell =
            cells.stream()
                .filter(c -> c.site().equals(site) && c.strength() == strength)
                .findFirst();
        drawCell(out, cell, low, high);
      }
      out.close().line();
    }
    out.close().close().close().line();
  }

  private static void drawCell(Markup out, Optional<CellMean> cell, double low, double high) {
    if (cell.isEmpty()) {
      out.leaf("td", Numbers.NONE);
      return;
    }
    double share = high > low ? (cell.get().accuracy() - low) / (high - low) : 0;
    String chosen = cell.get().chosenCount() == 0 ? "" : " (" + cell.get().chosenCount() + ")";
    out.leaf(
        "td",
        Numbers.share(cell.get().accuracy()) + chosen,
        "class",
        cell.get().chosenCount() == 0 ? "" : "chosen",
        "style",
        "--shade: " + Math.round(55 * share) + "%");
  }
}
