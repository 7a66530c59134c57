package org.steermesh.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.show.Table;
import org.steermesh.engine.bench.BenchReport;
import org.steermesh.engine.bench.BenchReport.FormatReport;

/** Reports as a page of documentation. */
public final class BenchMarkdown {

  private static final List<String> READING =
      List.of(
          "Every number is a median of several repeats. What is compared, floors included, is sampled by"
              + " turns in one",
          "process with the same threads, so that other load on the machine meets both sides. Floors:"
              + " read bandwidth by",
          "summing 512 MiB of float32, matrix rate by multiplying two square matrices of 2048, through"
              + " the same native library.",
          "A decode step has to read every matrix once; a pass has to multiply every token by every"
              + " matrix of its blocks.",
          "Nothing else is counted into a floor. Random weights: time does not depend on their"
              + " values.");

  private BenchMarkdown() {}

  /**
   * The page.
   *
   * @param command that makes it again
   */
  public static String of(List<BenchReport> reports, String command) {
    List<String> lines = new ArrayList<>();
    lines.add("# Benchmarks");
    lines.add("");
    lines.add("Made by `" + command + "`.");
    lines.add("");
    lines.addAll(READING);
    lines.add("");
    lines.addAll(table(BenchTables.machine(reports.getFirst())));
    for (BenchReport report : reports) {
      for (FormatReport format : report.formats()) {
        lines.add("");
        lines.add("## " + BenchTables.heading(report, format));
        lines.add("");
        lines.add(BenchTables.floors(format.floors()) + ".");
        lines.add("");
        lines.addAll(table(BenchTables.measures(format)));
      }
    }
    lines.add("");
    lines.add(BenchTables.verdict(reports) + ".");
    return String.join("\n", lines) + "\n";
  }

  private static List<String> table(Table table) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : table.cells()) {
      lines.add("| " + String.join(" | ", row) + " |");
      if (lines.size() == 1) {
        lines.add("|" + "---|".repeat(row.size()));
      }
    }
    return lines;
  }
}
