package org.steermesh.eval.domain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Comparisons;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Influence;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Subject;

/** A composition: one heat map per behaviour, one for the perplexity, and what moves what. */
final class CompositionPanel {

  private final Evaluation evaluation;
  private final Steering.Composition composition;
  private final Results results;

  CompositionPanel(Evaluation evaluation, Steering.Composition composition) {
    this.evaluation = evaluation;
    this.composition = composition;
    this.results = evaluation.results();
  }

  /** The behaviours of a composition: {@code refusal and sycophancy}. */
  static String behaviours(Subject subject) {
    return subject
        .second()
        .map(second -> subject.behaviour() + " and " + second.behaviour())
        .orElse(subject.behaviour());
  }

  void draw(Markup out) {
    String first = evaluation.subject().behaviour();
    String second = evaluation.subject().second().orElseThrow().behaviour();
    out.leaf("h3", behaviours(evaluation.subject()) + ", composed");
    out.leaf("p", vectors(), "class", "quiet");
    out.leaf("p", moves(first, Comparisons.first(composition, results), second));
    out.leaf("p", moves(second, Comparisons.second(composition, results), first)).line();
    if (results.cells().isEmpty()) {
      out.leaf("p", "No cell has been measured.", "class", "quiet");
      return;
    }
    out.open("div", "class", "panels").line();
    drawMap(out, "Score of " + first, "line0", cell -> score(Sentences.score(Optional.of(cell))));
    drawMap(out, "Score of " + second, "line0", cell -> score(Sentences.second(cell)));
    if (results.cells().stream().anyMatch(cell -> cell.perplexity().isPresent())) {
      drawMap(out, "Perplexity ratio on neutral texts", "line1", this::ratio);
    }
    out.close().line();
  }

  private String vectors() {
    return "%s at %s%s and %s at %s%s, %d and %d questions"
        .formatted(
            Sentences.shortName(composition.first().vector()),
            composition.first().site(),
            behind(composition.first()),
            Sentences.shortName(composition.second().vector()),
            composition.second().site(),
            behind(composition.second()),
            evaluation.subject().itemCount(),
            evaluation.subject().second().orElseThrow().itemCount());
  }

  private static String behind(Arm arm) {
    return arm.gate().map(gate -> " (only " + gate + ")").orElse("");
  }

  /** What moves a score, in a sentence. */
  static String moves(String behaviour, Influence influence, String other) {
    return "The score of %s moves by up to %s with its own strength and by up to %s with that of %s."
        .formatted(
            behaviour, Numbers.share(influence.own()), Numbers.share(influence.other()), other);
  }

  /** A value as it is written, and how dark it is. */
  private record Value(String text, double shade) {}

  private static Value score(String text) {
    return new Value(text, text.equals(Numbers.NONE) ? 0 : Double.parseDouble(text));
  }

  private Value ratio(CellResult cell) {
    double ratio = results.perplexityRatio(cell).orElse(Double.NaN);
    double limit = evaluation.declaration().analysis().perplexityRatioLimit();
    double shade = Double.isNaN(ratio) ? 0 : (ratio - 1) / Math.max(limit - 1, 0.1);
    return new Value(Numbers.ratio(ratio), shade);
  }

  private void drawMap(
      Markup out, String caption, String style, Function<CellResult, Value> value) {
    List<List<HeatMap.Square>> squares = new ArrayList<>();
    for (double one : composition.firstStrengths()) {
      List<HeatMap.Square> row = new ArrayList<>();
      for (double other : composition.secondStrengths()) {
        row.add(square(one, other, caption, value));
      }
      squares.add(row);
    }
    HeatMap map =
        new HeatMap(
            caption,
            caption + " at every pair of strengths.",
            new HeatMap.Strengths(
                "strength of " + composition.second().label(), composition.secondStrengths()),
            new HeatMap.Strengths(
                "strength of " + composition.first().label(), composition.firstStrengths()),
            style);
    out.open("figure", "class", "panel").leaf("figcaption", caption);
    map.draw(out, squares);
    out.close().line();
  }

  private HeatMap.Square square(
      double one, double other, String caption, Function<CellResult, Value> value) {
    Optional<CellResult> cell = results.find(composition.cell(one, other));
    Value shown = cell.map(value).orElse(new Value(Numbers.NONE, 0));
    String where =
        cell.map(Sentences::at).orElse("not measured") + ": " + caption + " " + shown.text();
    return new HeatMap.Square(shown.shade(), shown.text(), where);
  }
}
