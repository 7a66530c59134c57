package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasStudy;

/** The cells of one search, in the order in which they are asked: the unsteered model first. */
public final class Cells {

  private Cells() {}

  /**
   * One cell.
   *
   * @param way method and target
   * @param site where
   * @param strength how strongly
   */
  public record Cell(PasStudy.Way way, Site site, double strength) {}

  /** The cells of every vector that was built. */
  public static List<Cell> of(PasStudy study, PasFinding.Vectors vectors) {
    List<Cell> cells = new ArrayList<>();
    for (PasStudy.Way way : study.ways()) {
      if (vectors.find(way.method().name()).isPresent()) {
        for (Site site : study.grid().sites(way.target())) {
          study.grid().strengths().forEach(s -> cells.add(new Cell(way, site, s)));
        }
      }
    }
    return cells;
  }

  /** The steering of every cell, that of none before them. */
  static List<Optional<LetterScorer.Push>> steerings(List<Cell> cells, PasFinding.Vectors vectors) {
    List<Optional<LetterScorer.Push>> steerings = new ArrayList<>();
    steerings.add(Optional.empty());
    for (Cell cell : cells) {
      String version = vectors.find(cell.way().method().name()).orElseThrow().version();
      steerings.add(
          Optional.of(
              new LetterScorer.Push(
                  new LetterScorer.Source.Kept(version), cell.site(), cell.strength())));
    }
    return steerings;
  }

  /**
   * How many items were answered right, and how many were scored, under the steering of an index.
   */
  public static int[] rightOf(List<Answers> batches, int index) {
    int right = 0;
    int scored = 0;
    for (Answers batch : batches) {
      String given = batch.given().get(index);
      for (int i = 0; i < given.length(); i++) {
        if (given.charAt(i) != Asking.REFUSED) {
          scored++;
          right += batch.items().get(i).gold().charAt(0) == given.charAt(i) ? 1 : 0;
        }
      }
    }
    return new int[] {right, scored};
  }
}
