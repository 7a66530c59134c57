package org.steermesh.eval.domain.report;

import java.util.Optional;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.BehaviourScore;
import org.steermesh.eval.domain.BestCell;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.statistics.Interval;

/** Results in words. */
final class Sentences {

  private Sentences() {}

  /** Which cell: {@code unsteered}, {@code block 3, strength +2}. */
  static String at(CellResult result) {
    return switch (result.cell()) {
      case Cell.Unsteered() -> "unsteered";
      case Cell.Steered(Arm arm, double strength) ->
          arm.label() + ", strength " + Numbers.strength(strength);
      case Cell.Composed(Cell.Steered first, Cell.Steered second) ->
          "%s, strength %s; %s, strength %s"
              .formatted(
                  first.arm().label(),
                  Numbers.strength(first.strength()),
                  second.arm().label(),
                  Numbers.strength(second.strength()));
    };
  }

  /** What an evaluation found, in one or two sentences. */
  static String verdict(Evaluation evaluation) {
    Optional<BestCell> best = evaluation.best();
    if (best.isEmpty()) {
      return "No strength was measured on both sides within the perplexity limit of "
          + Numbers.ratio(evaluation.declaration().analysis().perplexityRatioLimit())
          + ".";
    }
    Results results = evaluation.results();
    return "%s, the score goes from %s (strength %s) through %s (unsteered) to %s (strength %s)."
            .formatted(
                place(evaluation, best.get().arm()),
                score(results.find(minus(best.get()))),
                Numbers.strength(-best.get().strength()),
                score(results.unsteered()),
                score(results.find(plus(best.get()))),
                Numbers.strength(best.get().strength()))
        + (holdsZero(best.get().effect().interval())
            ? " The interval of the effect holds 0: no effect was shown."
            : "")
        + (evaluation.progress().state() == Evaluation.State.SUCCEEDED
            ? ""
            : " The evaluation is not complete.");
  }

  private static String place(Evaluation evaluation, Arm arm) {
    return (evaluation.declaration().steering() instanceof Steering.Comparison ? "With " : "At ")
        + arm.label();
  }

  private static boolean holdsZero(Interval interval) {
    return interval.low() <= 0 && 0 <= interval.high();
  }

  /** A version's name with the digest cut to what tells versions apart. */
  static String shortName(String version) {
    return version.replaceFirst("([0-9a-f]{12})[0-9a-f]+$", "$1");
  }

  /** The cell at +s of a recommendation. */
  static Cell plus(BestCell best) {
    return new Cell.Steered(best.arm(), best.strength());
  }

  /** The cell at -s of a recommendation. */
  static Cell minus(BestCell best) {
    return new Cell.Steered(best.arm(), -best.strength());
  }

  /** The mean score of a cell, or a dash. */
  static String score(Optional<CellResult> cell) {
    return cell.flatMap(result -> result.score().overall())
        .map(estimate -> Numbers.share(estimate.mean()))
        .orElse(Numbers.NONE);
  }

  /** The mean score of a composition's second behaviour, or a dash. */
  static String second(CellResult cell) {
    return cell.second()
        .flatMap(BehaviourScore::overall)
        .map(estimate -> Numbers.share(estimate.mean()))
        .orElse(Numbers.NONE);
  }
}
