package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Perplexity;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** A report as RFC 4180 CSV: a header, then one line per cell, numbers in full precision. */
public final class CsvReport {

  private static final List<String> FIXED =
      List.of(
          "evaluation",
          "behaviour",
          "vector",
          "block",
          "target",
          "strength",
          "score",
          "score_low",
          "score_high",
          "standard_error",
          "scored_items",
          "unscored_items",
          "unscored_reasons",
          "perplexity",
          "perplexity_ratio",
          "perplexity_tokens",
          "largest_relative_dose",
          "arm",
          "parameter",
          "second_behaviour",
          "second_vector",
          "second_block",
          "second_target",
          "second_strength",
          "second_score",
          "second_score_low",
          "second_score_high",
          "second_scored_items",
          "gate",
          "second_gate");

  /** Writes the table. Letters of any evaluation have their columns in all. */
  public String write(Report report) {
    if (StudyCsv.isOf(report)) {
      return StudyCsv.lines(report).stream().map(CsvReport::line).collect(Collectors.joining());
    }
    SortedSet<String> letters = new TreeSet<>();
    for (Evaluation evaluation : report.evaluations()) {
      evaluation.results().cells().forEach(c -> letters.addAll(c.score().byLetter().keySet()));
    }
    List<String> head = new ArrayList<>(FIXED);
    for (String letter : letters) {
      head.add("score_where_" + letter + "_matches");
      head.add("items_where_" + letter + "_matches");
    }
    StringBuilder out = new StringBuilder(line(head));
    for (Evaluation evaluation : report.evaluations()) {
      for (CellResult cell : evaluation.results().cells()) {
        List<String> row = new ArrayList<>(place(evaluation, cell));
        row.addAll(numbers(evaluation, cell));
        row.addAll(CsvArms.fields(evaluation, cell));
        letters.forEach(letter -> row.addAll(letter(cell, letter)));
        out.append(line(row));
      }
    }
    return out.toString();
  }

  private static List<String> place(Evaluation evaluation, CellResult cell) {
    Optional<Arm> arm = CsvArms.first(evaluation, cell);
    return List.of(
        text(evaluation.name()),
        text(evaluation.subject().behaviour()),
        text(CsvArms.vector(evaluation, arm)),
        arm.map(a -> Integer.toString(a.site().block())).orElse(""),
        arm.map(a -> a.site().target().name()).orElse(""),
        number(arm.map(a -> cell.cell().strength(a)).orElse(0.0)));
  }

  private static List<String> numbers(Evaluation evaluation, CellResult cell) {
    Optional<MeanEstimate> score = cell.score().overall();
    Optional<Perplexity> perplexity = cell.perplexity();
    return List.of(
        score.map(s -> number(s.mean())).orElse(""),
        score.map(s -> number(s.interval().low())).orElse(""),
        score.map(s -> number(s.interval().high())).orElse(""),
        score.map(s -> number(s.standardError())).orElse(""),
        Integer.toString(cell.score().scoredCount()),
        Integer.toString(cell.score().unscoredCount()),
        text(reasons(cell.score().unscored())),
        perplexity.map(p -> number(p.value())).orElse(""),
        number(evaluation.results().perplexityRatio(cell).orElse(Double.NaN)),
        perplexity.map(p -> Long.toString(p.tokens())).orElse(""),
        number(cell.largestRelativeDose()));
  }

  private static List<String> letter(CellResult cell, String letter) {
    Optional<MeanEstimate> score = Optional.ofNullable(cell.score().byLetter().get(letter));
    return List.of(
        score.map(s -> number(s.mean())).orElse(""),
        score.map(s -> Integer.toString(s.count())).orElse("0"));
  }

  private static String reasons(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .map(reason -> reason.getKey() + " " + reason.getValue())
        .collect(Collectors.joining("; "));
  }

  static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** A text field. One that a spreadsheet would take for a formula gets an apostrophe before it. */
  static String text(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static String line(List<String> fields) {
    return String.join(",", fields) + "\r\n";
  }
}
