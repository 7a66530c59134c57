package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.BestCell;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Perplexity;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.statistics.MeanEstimate;

/** The numbers of a page as tables. */
final class Tables {

  private Tables() {}

  /** One row per evaluation: the recommended cell against the baseline. */
  static void drawSummary(Markup out, List<Evaluation> evaluations) {
    out.open("div", "class", "scroll").open("table");
    drawHead(
        out,
        List.of(
            "Behaviour",
            "Steered at",
            "Score at −s",
            "Unsteered",
            "Score at +s",
            "Effect (interval)",
            "Perplexity ratio at −s, +s",
            "Items"));
    out.open("tbody");
    for (Evaluation evaluation : evaluations) {
      drawRow(out, summary(evaluation), "");
    }
    out.close().close().close().line();
  }

  private static List<String> summary(Evaluation evaluation) {
    Results results = evaluation.results();
    Optional<BestCell> best = evaluation.best();
    Optional<CellResult> minus = best.map(Sentences::minus).flatMap(results::find);
    Optional<CellResult> plus = best.map(Sentences::plus).flatMap(results::find);
    Optional<MeanEstimate> effect = best.map(BestCell::effect);
    return List.of(
        evaluation.title(),
        best.map(Tables::place).orElse("none within the limit"),
        Sentences.score(minus),
        Sentences.score(results.unsteered()),
        Sentences.score(plus),
        effect.map(Tables::effect).orElse(Numbers.NONE),
        ratio(results, minus) + ", " + ratio(results, plus),
        effect.map(e -> Integer.toString(e.count())).orElse(Numbers.NONE));
  }

  private static String place(BestCell best) {
    return best.arm().label() + ", s = " + Numbers.strength(best.strength()).substring(1);
  }

  /** The best strength of an arm, its effect and what it costs. */
  static List<String> bestOf(Results results, Optional<BestCell> best) {
    return List.of(
        best.map(b -> Numbers.plain(b.strength())).orElse(Numbers.NONE),
        best.map(b -> effect(b.effect())).orElse(Numbers.NONE),
        ratio(results, best.map(Sentences::minus).flatMap(results::find))
            + ", "
            + ratio(results, best.map(Sentences::plus).flatMap(results::find)));
  }

  private static String effect(MeanEstimate effect) {
    return Numbers.change(effect.mean()) + " (" + Numbers.interval(effect.interval()) + ")";
  }

  private static String ratio(Results results, Optional<CellResult> cell) {
    return Numbers.ratio(
        cell.map(c -> results.perplexityRatio(c).orElse(Double.NaN)).orElse(Double.NaN));
  }

  /** One row per cell with every number. */
  static void drawCells(Markup out, Evaluation evaluation) {
    Results results = evaluation.results();
    SortedSet<String> letters = new TreeSet<>();
    results.cells().forEach(cell -> letters.addAll(cell.score().byLetter().keySet()));
    List<String> head =
        new ArrayList<>(List.of("Cell", "Score", "Interval", "Standard error", "Items"));
    letters.forEach(letter -> head.add("Score, " + letter + " matches (items)"));
    boolean composed = evaluation.subject().second().isPresent();
    if (composed) {
      head.addAll(List.of("Second score", "Interval"));
    }
    head.addAll(List.of("Not scored", "Perplexity", "Ratio", "Tokens", "Largest relative dose"));
    out.open("div", "class", "scroll").open("table");
    out.leaf("caption", CompositionPanel.behaviours(evaluation.subject()));
    drawHead(out, head);
    out.open("tbody");
    Optional<Cell> best = evaluation.best().map(Sentences::plus);
    for (CellResult cell : results.cells()) {
      drawRow(
          out,
          numbers(results, cell, letters),
          best.equals(Optional.of(cell.cell())) ? "best" : "");
    }
    out.close().close().close().line();
  }

  private static List<String> numbers(Results results, CellResult cell, SortedSet<String> letters) {
    Optional<MeanEstimate> score = cell.score().overall();
    List<String> row = new ArrayList<>();
    row.add(Sentences.at(cell));
    row.add(score.map(s -> Numbers.share(s.mean())).orElse(Numbers.NONE));
    row.add(score.map(s -> Numbers.interval(s.interval())).orElse(Numbers.NONE));
    row.add(score.map(s -> Numbers.share(s.standardError())).orElse(Numbers.NONE));
    row.add(Integer.toString(cell.score().scoredCount()));
    for (String letter : letters) {
      row.add(
          Optional.ofNullable(cell.score().byLetter().get(letter))
              .map(s -> Numbers.share(s.mean()) + " (" + s.count() + ")")
              .orElse(Numbers.NONE));
    }
    cell.second()
        .map(BehaviourScore::overall)
        .ifPresent(second -> {
          row.add(second.map(s -> Numbers.share(s.mean())).orElse(Numbers.NONE));
          row.add(second.map(s -> Numbers.interval(s.interval())).orElse(Numbers.NONE));
        });
    row.add(unscored(cell.score().unscored()));
    row.add(cell.perplexity().map(p -> Numbers.ratio(p.value())).orElse(Numbers.NONE));
    row.add(ratio(results, Optional.of(cell)));
    row.add(cell.perplexity().map(Tables::tokens).orElse(Numbers.NONE));
    row.add(Numbers.share(cell.largestRelativeDose()));
    return row;
  }

  private static String tokens(Perplexity perplexity) {
    String tokens = Long.toString(perplexity.tokens());
    return perplexity.unscored().isEmpty()
        ? tokens
        : tokens + "; not scored: " + unscored(perplexity.unscored());
  }

  private static String unscored(Map<String, Integer> reasons) {
    return reasons.isEmpty()
        ? "0"
        : reasons.entrySet().stream()
            .map(reason -> reason.getValue() + " " + reason.getKey())
            .collect(Collectors.joining(", "));
  }

  /** The names of the columns. */
  static void drawHead(Markup out, List<String> names) {
    out.open("thead").open("tr");
    names.forEach(name -> out.leaf("th", name, "scope", "col"));
    out.close().close();
  }

  /** One row, its first field as its name. */
  static void drawRow(Markup out, List<String> row, String style) {
    out.open("tr", "class", style).leaf("th", row.getFirst(), "scope", "row");
    row.stream().skip(1).forEach(text -> out.leaf("td", text));
    out.close().line();
  }
}
