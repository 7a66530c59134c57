package org.steermesh.cli.command;

import java.util.List;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.ArmResult;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.ComposedCell;
import org.steermesh.eval.v1.CompositionResult;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.Influence;
import org.steermesh.eval.v1.VectorComparisonResult;

/** What came out of comparisons and compositions, for a reader. */
final class ExperimentTables {

  private ExperimentTables() {}

  /** The arms, then their cells. */
  static List<Table> comparison(Evaluation evaluation) {
    VectorComparisonResult result = evaluation.getVectorComparison();
    Table cells =
        new Table()
            .words("ARM")
            .numbers("STRENGTH")
            .numbers("SCORE")
            .words("INTERVAL")
            .numbers("RATIO")
            .numbers("DOSE");
    addCell(cells, "-", result.getBaseline());
    for (ArmResult arm : result.getArmsList()) {
      arm.getCellsList().forEach(cell -> addCell(cells, arm.getLabel(), cell));
    }
    return List.of(arms(evaluation, result), cells);
  }

  private static Table arms(Evaluation evaluation, VectorComparisonResult result) {
    String effect =
        result.hasMatchedEffect() ? " AT +" + Shown.decimal(result.getMatchedEffect(), 3) : " AT =";
    Table table =
        new Table()
            .words("ARM")
            .numbers("SITE")
            .numbers("SUPPORT")
            .numbers("TOP SHARE")
            .numbers("BEST S")
            .numbers("EFFECT")
            .numbers("STRENGTH" + effect)
            .numbers("RATIO" + effect);
    List<Arm> declared = evaluation.getDeclaration().getVectorComparison().getArmsList();
    for (int i = 0; i < result.getArmsCount(); i++) {
      ArmResult arm = result.getArms(i);
      var sparse = arm.getSparse();
      var matched = arm.getMatched();
      table.row(
          arm.getLabel(),
          Sites.show(declared.get(i).getSite()),
          arm.hasSparse() ? sparse.getSupportSize() + " of " + sparse.getFeatureCount() : "dense",
          arm.hasSparse() ? Shown.decimal(sparse.getTopShare(), 3) : "",
          arm.hasBest() ? Shown.strength(arm.getBest().getStrength()) : "",
          arm.hasBest() ? Shown.decimal(arm.getBest().getEffect(), 3) : "",
          arm.hasMatched() ? Shown.decimal(matched.getStrength(), 2) : "",
          matched.hasPerplexityRatio() ? Shown.decimal(matched.getPerplexityRatio(), 3) : "");
    }
    return table;
  }

  private static void addCell(Table table, String arm, Cell cell) {
    table.row(
        arm,
        Shown.strength(cell.getStrength()),
        Shown.decimal(cell.getScore(), 3),
        Shown.decimal(cell.getScoreLow(), 3) + ".." + Shown.decimal(cell.getScoreHigh(), 3),
        ratio(cell),
        Shown.decimal(cell.getLargestDose(), 3));
  }

  private static String ratio(Cell cell) {
    return cell.hasPerplexityRatio() ? Shown.decimal(cell.getPerplexityRatio(), 3) : "-";
  }

  /** What moves what, then every pair of strengths. */
  static List<Table> composition(CompositionResult result) {
    Table influences =
        new Table()
            .words("SCORE")
            .numbers("MOVES WITH ITS OWN STRENGTH BY")
            .numbers("WITH THE OTHER'S BY");
    addInfluence(influences, "first", result.getFirst());
    addInfluence(influences, "second", result.getSecond());
    Table cells =
        new Table()
            .numbers("FIRST")
            .numbers("SECOND")
            .numbers("SCORE OF FIRST")
            .numbers("SCORE OF SECOND")
            .numbers("RATIO")
            .numbers("DOSE");
    for (ComposedCell cell : result.getCellsList()) {
      cells.row(
          Shown.strength(cell.getFirstStrength()),
          Shown.strength(cell.getSecondStrength()),
          Shown.decimal(cell.getFirst().getScore(), 3),
          Shown.decimal(cell.getSecond().getScore(), 3),
          ratio(cell.getFirst()),
          Shown.decimal(cell.getFirst().getLargestDose(), 3));
    }
    return List.of(influences, cells);
  }

  private static void addInfluence(Table table, String score, Influence influence) {
    table.row(score, Shown.decimal(influence.getOwn(), 3), Shown.decimal(influence.getOther(), 3));
  }
}
