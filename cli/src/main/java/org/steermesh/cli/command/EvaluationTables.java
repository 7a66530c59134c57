package org.steermesh.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.client.Sites;
import org.steermesh.cli.show.Table;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.BehaviourSweepResult;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.Recommendation;

/** An evaluation for a reader: what was asked, then what came out. */
final class EvaluationTables {

  private EvaluationTables() {}

  static List<Table> of(Evaluation evaluation) {
    List<Table> tables = new ArrayList<>();
    tables.add(declaration(evaluation));
    if (evaluation.getBehaviourSweep().hasBaseline()) {
      tables.add(cells(evaluation.getBehaviourSweep()));
    }
    return tables;
  }

  static String state(Evaluation.State state) {
    return state.name().replace("STATE_", "").toLowerCase(Locale.ROOT);
  }

  private static Table declaration(Evaluation evaluation) {
    BehaviourSweep sweep = evaluation.getDeclaration().getBehaviourSweep();
    Table table =
        new Table()
            .words("FIELD")
            .words("VALUE")
            .row("evaluation", Names.id(evaluation.getName()))
            .row("description", orNone(evaluation.getDeclaration().getDescription()))
            .row("state", state(evaluation.getState()))
            .row("vector", Names.shortVersion(sweep.getVector()))
            .row("data set", Names.id(sweep.getDataset()))
            .row("neutral texts", Integer.toString(sweep.getNeutralTextsCount()))
            .row(
                "cells",
                evaluation.getProgress().getDoneCellCount()
                    + " of "
                    + evaluation.getProgress().getTotalCellCount());
    if (evaluation.getBehaviourSweep().hasBest()) {
      table.row("recommended", recommended(evaluation.getBehaviourSweep().getBest()));
    }
    return table;
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  private static String recommended(Recommendation best) {
    return "block %s, strength %s: moves the score by %s (%s..%s)"
        .formatted(
            Sites.show(best.getSite()),
            Shown.strength(best.getStrength()),
            Shown.decimal(best.getEffect(), 3),
            Shown.decimal(best.getEffectLow(), 3),
            Shown.decimal(best.getEffectHigh(), 3));
  }

  private static Table cells(BehaviourSweepResult result) {
    Table table =
        new Table()
            .numbers("SITE")
            .numbers("STRENGTH")
            .numbers("SCORE")
            .words("INTERVAL")
            .numbers("ITEMS")
            .numbers("PERPLEXITY")
            .numbers("RATIO")
            .numbers("DOSE");
    addCell(table, result.getBaseline());
    result.getCellsList().forEach(cell -> addCell(table, cell));
    return table;
  }

  private static void addCell(Table table, Cell cell) {
    table.row(
        cell.hasSite() ? Sites.show(cell.getSite()) : "-",
        Shown.strength(cell.getStrength()),
        Shown.decimal(cell.getScore(), 3),
        Shown.decimal(cell.getScoreLow(), 3) + ".." + Shown.decimal(cell.getScoreHigh(), 3),
        Long.toString(cell.getItemCount()),
        cell.hasPerplexity() ? Shown.decimal(cell.getPerplexity(), 2) : "-",
        cell.hasPerplexityRatio() ? Shown.decimal(cell.getPerplexityRatio(), 3) : "-",
        Shown.decimal(cell.getLargestDose(), 3));
  }
}
