package org.steermesh.cli.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Columns that line up; the width of a character is what a terminal gives it. */
public final class Table {

  private static final String GAP = "  ";

  /** Where a column's text stands. */
  public enum Align {
    /** Words. */
    LEFT,
    /** Numbers. */
    RIGHT
  }

  private record Column(String title, Align align) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a column of words. */
  public Table words(String title) {
    columns.add(new Column(title, Align.LEFT));
    return this;
  }

  /** Adds a column of numbers. */
  public Table numbers(String title) {
    columns.add(new Column(title, Align.RIGHT));
    return this;
  }

  /** Adds a row: one cell per column. */
  public Table row(String... cells) {
    return row(List.of(cells));
  }

  /** Adds a row: one cell per column. */
  public Table row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells do not fit " + columns.size() + " columns");
    }
    rows.add(cells.stream().map(Visible::onOneLine).toList());
    return this;
  }

  /** Whether it has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The titles, then the rows. */
  public List<List<String>> cells() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(Column::title).toList());
    cells.addAll(rows);
    return cells;
  }

  /** The title line, then the rows; no line ends in a space. */
  public List<String> lines() {
    List<Integer> widths = IntStream.range(0, columns.size()).mapToObj(this::width).toList();
    return cells().stream().map(cells -> line(cells, widths)).toList();
  }

  private String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(widths.get(i) - TextWidth.of(cells.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(
          switch (columns.get(i).align()) {
            case LEFT -> cells.get(i) + padding;
            case RIGHT -> padding + cells.get(i);
          });
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int width = TextWidth.of(columns.get(column).title());
    for (List<String> row : rows) {
      width = Math.max(width, TextWidth.of(row.get(column)));
    }
    return width;
  }
}
