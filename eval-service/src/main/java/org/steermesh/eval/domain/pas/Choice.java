package org.steermesh.eval.domain.pas;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.PasStudy;

/** Chooses a cell by its accuracy on the validation part. */
final class Choice {

  private Choice() {}

  /**
   * A cell that was tried.
   *
   * @param rightCount items answered right
   * @param itemCount items that were scored
   */
  record Tried(Site site, double strength, int rightCount, int itemCount) {

    double accuracy() {
      return itemCount == 0 ? Double.NaN : (double) rightCount / itemCount;
    }
  }

  /**
   * The cell that the rule picks; empty where no item was scored.
   *
   * @param tried of one method at one target, deepest block first, strengths as listed
   */
  static Optional<Tried> of(List<Tried> tried, PasStudy.Selection rule) {
    Optional<Tried> first = Optional.empty();
    for (Tried each : tried) {
      // Strictly greater: of equals the first stays.
      if (each.itemCount() > 0 && (first.isEmpty() || each.accuracy() > first.get().accuracy())) {
        first = Optional.of(each);
      }
    }
    return switch (rule) {
      case PAPER_TIE -> first;
      case ONE_STANDARD_ERROR -> first.flatMap(best -> gentlest(tried, best));
    };
  }

  /** The smallest strength within one standard error of the best; {@code min} keeps the first. */
  private static Optional<Tried> gentlest(List<Tried> tried, Tried best) {
    double accuracy = best.accuracy();
    double least = accuracy - Math.sqrt(accuracy * (1 - accuracy) / best.itemCount());
    return tried.stream()
        .filter(each -> each.accuracy() >= least)
        .min(Comparator.comparingDouble(each -> Math.abs(each.strength())));
  }
}
