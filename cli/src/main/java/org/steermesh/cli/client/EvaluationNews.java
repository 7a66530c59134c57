package org.steermesh.cli.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steermesh.contract.protos.Sites;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.ComposedCell;
import org.steermesh.eval.v1.WatchEvaluationResponse;

/** What an evaluation has newly measured, a line each. */
public final class EvaluationNews {

  private EvaluationNews() {}

  /** Partial results, in the order in which they came. */
  public static List<String> of(WatchEvaluationResponse change) {
    List<String> lines = new ArrayList<>(change.getNewsList());
    for (Cell cell : change.getNewCellsList()) {
      String place =
          cell.hasSite()
              ? (cell.getArm().isEmpty() ? "site " + Sites.show(cell.getSite()) : cell.getArm())
                  + ", strength "
                  + number("%+.3g", cell.getStrength())
              : "unsteered";
      lines.add(place + ": score " + score(cell));
    }
    for (ComposedCell cell : change.getNewComposedCellsList()) {
      lines.add(
          "strengths %s and %s: scores %s and %s"
              .formatted(
                  number("%+.3g", cell.getFirstStrength()),
                  number("%+.3g", cell.getSecondStrength()),
                  score(cell.getFirst()),
                  score(cell.getSecond())));
    }
    return lines;
  }

  private static String score(Cell cell) {
    return number("%.3f", cell.getScore()) + " (" + cell.getItemCount() + " items)";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
