package org.steermesh.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.steermesh.cli.show.Table;
import org.steermesh.engine.verify.RunResult;

/** Reports for a reader: per case the tensors, the runs, what was skipped, and the verdict. */
public final class VerifyTables {

  private VerifyTables() {}

  /** The lines of all reports. */
  public static List<String> lines(List<CaseReport> reports) {
    List<String> lines = new ArrayList<>();
    for (CaseReport report : reports) {
      lines.addAll(lines(report));
      lines.add("");
    }
    if (reports.size() > 1) {
      lines.addAll(summary(reports).lines());
      lines.add("");
    }
    lines.add(verdict(reports));
    return lines;
  }

  private static List<String> lines(CaseReport report) {
    CaseReport.Subject subject = report.subject();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s, stored as %s, computed with %s weights on the %s"
            .formatted(
                subject.name(),
                subject.architecture(),
                subject.storageDtype().toLowerCase(Locale.ROOT),
                subject.placement().format().label(),
                subject.placement().device().label()));
    lines.addAll(tensors(report).lines());
    lines.add("");
    lines.addAll(runs(report).lines());
    if (!report.autoencoders().isEmpty()) {
      lines.add("");
      lines.addAll(autoencoders(report).lines());
    }
    skipped(report).forEach((reason, names) -> lines.add("skipped, " + reason + ": " + names));
    return lines;
  }

  private static Table tensors(CaseReport report) {
    Table table = new Table().words("TENSOR").numbers("LARGEST").words("IN RUN");
    report
        .largestByKind()
        .forEach((kind, largest) -> table.row(kind, number(largest.deviation()), largest.run()));
    return table;
  }

  /** The kinds that every run has, side by side. */
  private static Table runs(CaseReport report) {
    List<String> kinds =
        report.largestByKind().keySet().stream()
            .filter(
                kind -> report.runs().stream().allMatch(run -> run.deviations().containsKey(kind)))
            .toList();
    Table table = new Table().words("RUN");
    kinds.forEach(kind -> table.numbers(kind.toUpperCase(Locale.ROOT)));
    table.numbers("TOKENS").words("");
    for (RunResult run : report.runs()) {
      List<String> cells = new ArrayList<>();
      cells.add(run.run());
      kinds.forEach(kind -> cells.add(number(run.deviations().getOrDefault(kind, Double.NaN))));
      cells.add(run.tokensRight() + "/" + run.tokens());
      cells.add(report.agrees(run) ? "" : "MISMATCH");
      table.row(cells);
    }
    return table;
  }

  private static Table autoencoders(CaseReport report) {
    Table table = new Table().words("AUTOENCODER").words("TENSOR").numbers("DEVIATION").words("");
    for (RunResult checked : report.autoencoders()) {
      checked
          .deviations()
          .forEach((tensor, deviation) ->
              table.row(
                  checked.run(),
                  tensor,
                  number(deviation),
                  report.agrees(checked) ? "" : "MISMATCH"));
    }
    return table;
  }

  /** Run names by what is missing for them. */
  private static Map<String, String> skipped(CaseReport report) {
    return report.skipped().entrySet().stream()
        .collect(
            Collectors.groupingBy(
                entry -> entry.getValue().replace("run_" + entry.getKey(), "run_NAME"),
                TreeMap::new,
                Collectors.mapping(Map.Entry::getKey, Collectors.joining(", "))));
  }

  private static Table summary(List<CaseReport> reports) {
    Table table =
        new Table()
            .words("CASE")
            .numbers("RUNS")
            .numbers("SKIPPED")
            .numbers("LARGEST")
            .numbers("TOKENS")
            .words("");
    for (CaseReport report : reports) {
      table.row(
          report.subject().name(),
          Integer.toString(report.runs().size()),
          Integer.toString(report.skipped().size()),
          number(largest(List.of(report))),
          report.tokensRight() + "/" + report.tokens(),
          report.agrees() ? "" : "MISMATCH");
    }
    return table;
  }

  private static String verdict(List<CaseReport> reports) {
    int runs = reports.stream().mapToInt(report -> report.runs().size()).sum();
    int tokens = reports.stream().mapToInt(CaseReport::tokens).sum();
    int right = reports.stream().mapToInt(CaseReport::tokensRight).sum();
    String facts =
        "%d runs, largest deviation %s, %d of %d tokens"
            .formatted(runs, number(largest(reports)), right, tokens);
    CaseReport any = reports.getFirst();
    if (any.tolerance().isEmpty()) {
      return "measured: " + facts + "; --tolerance X makes it a test";
    }
    String allowed = "; allowed " + number(any.tolerance().getAsDouble());
    boolean agrees = reports.stream().allMatch(CaseReport::agrees);
    return (agrees ? "match: " : "MISMATCH: ") + facts + allowed;
  }

  private static double largest(List<CaseReport> reports) {
    return reports.stream()
        .flatMap(CaseReport::all)
        .mapToDouble(RunResult::largest)
        .reduce(0, Math::max);
  }

  private static String number(double deviation) {
    return Double.isFinite(deviation)
        ? String.format(Locale.ROOT, "%.1e", deviation)
        : "not finite";
  }
}
