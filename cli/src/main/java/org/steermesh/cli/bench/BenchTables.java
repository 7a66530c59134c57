package org.steermesh.cli.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steermesh.cli.show.Table;
import org.steermesh.engine.bench.BenchReport;
import org.steermesh.engine.bench.BenchReport.FormatReport;
import org.steermesh.engine.bench.Floors;
import org.steermesh.engine.bench.Machine;
import org.steermesh.engine.bench.Measure;
import org.steermesh.engine.bench.Ratio;

/** Reports for a reader. */
public final class BenchTables {

  private BenchTables() {}

  /** The lines of all reports: the machine, then every model in every format. */
  public static List<String> lines(List<BenchReport> reports) {
    List<String> lines = new ArrayList<>(machine(reports.getFirst()).lines());
    for (BenchReport report : reports) {
      for (FormatReport format : report.formats()) {
        lines.add("");
        lines.add(heading(report, format));
        lines.add(floors(format.floors()));
        lines.addAll(measures(format).lines());
      }
    }
    lines.add("");
    lines.add(verdict(reports));
    return lines;
  }

  static Table machine(BenchReport report) {
    Machine machine = report.machine();
    return new Table()
        .words("MACHINE")
        .words("")
        .row("processor", machine.processor())
        .row("cores", Integer.toString(machine.cores()))
        .row("threads", Integer.toString(report.threads()))
        .row("memory", number(machine.memoryBytes() / 0x1p30) + " GiB")
        .row("system", machine.system())
        .row("JDK", machine.jdk())
        .row("libtorch", machine.libtorch())
        .row("load before", machine.load() < 0 ? "unknown" : number(machine.load()));
  }

  static String heading(BenchReport report, FormatReport format) {
    return "%s: %s weights, stored as %s, held as %s on the %s%s"
        .formatted(
            report.subject(),
            count(format.model().parameters()),
            format.model().storageDtype().toLowerCase(Locale.ROOT),
            format.model().weightFormat().label(),
            format.model().device(),
            report.quick() ? "; --quick: one repeat, the numbers mean little" : "");
  }

  static String floors(Floors floors) {
    return "floors: read bandwidth %s GB/s, matrix rate %s GFLOP/s in f32, %s in bf16"
        .formatted(
            number(floors.readBandwidth() / 1e9),
            number(floors.f32Rate() / 1e9),
            number(floors.bf16Rate() / 1e9));
  }

  static Table measures(FormatReport format) {
    Table table =
        new Table()
            .words("WHAT")
            .numbers("MEASURED")
            .words("UNIT")
            .numbers("RATIO")
            .words("TO")
            .numbers("WHICH IS")
            .numbers("TARGET")
            .words("");
    for (Measure measure : format.measures()) {
      String value = number(measure.value());
      if (measure.ratios().isEmpty()) {
        table.row(measure.what(), value, measure.unit(), "", "", "", "", "");
      }
      for (int i = 0; i < measure.ratios().size(); i++) {
        List<String> cells = new ArrayList<>();
        cells.addAll(i == 0 ? List.of(measure.what(), value, measure.unit()) : List.of("", "", ""));
        cells.addAll(cells(measure.ratios().get(i)));
        table.row(cells);
      }
    }
    return table;
  }

  private static List<String> cells(Ratio ratio) {
    String bound = ratio.atMost() ? "<= " : ">= ";
    return List.of(
        String.format(Locale.ROOT, "%.3f", ratio.value()),
        ratio.against(),
        number(ratio.base()),
        ratio.target().isPresent() ? bound + plain(ratio.target().getAsDouble()) : "",
        ratio.met().map(met -> met ? "met" : "NOT MET").orElse(""));
  }

  static String verdict(List<BenchReport> reports) {
    List<Boolean> all =
        reports.stream()
            .flatMap(report -> report.formats().stream())
            .flatMap(format -> format.measures().stream())
            .flatMap(measure -> measure.ratios().stream())
            .flatMap(ratio -> ratio.met().stream())
            .toList();
    long met = all.stream().filter(each -> each).count();
    return met + " of " + all.size() + " targets met";
  }

  private static String count(long number) {
    return number >= 1e9
        ? String.format(Locale.ROOT, "%.2f billion", number / 1e9)
        : String.format(Locale.ROOT, "%.1f million", number / 1e6);
  }

  /** Three significant digits or all whole ones; a small number with an exponent. */
  private static String number(double value) {
    double size = Math.abs(value);
    if (size > 0 && size < 0.01) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value)
        .setScale(3, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
