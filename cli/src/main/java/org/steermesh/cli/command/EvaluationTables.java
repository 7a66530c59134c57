package org.steermesh.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.eval.v1.BehaviourSweepResult;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.Recommendation;

/** An evaluation for a reader: what was asked, then what came out. */
final class EvaluationTables {

  private EvaluationTables() {}

  static List<Table> of(Evaluation evaluation) {
    List<Table> tables = new ArrayList<>();
    tables.add(declaration(evaluation));
    switch (evaluation.getResultCase()) {
      case BEHAVIOUR_SWEEP -> {
        if (evaluation.getBehaviourSweep().hasBaseline()) {
          tables.add(cells(evaluation.getBehaviourSweep()));
        }
      }
      case VECTOR_COMPARISON -> {
        if (evaluation.getVectorComparison().hasBaseline()) {
          tables.addAll(ExperimentTables.comparison(evaluation));
        }
      }
      case COMPOSITION -> {
        if (evaluation.getComposition().getCellsCount() > 0) {
          tables.addAll(ExperimentTables.composition(evaluation.getComposition()));
        }
      }
      case OPEN_ENDED -> tables.addAll(StudyTables.openEnded(evaluation.getOpenEnded()));
      case SIDE_EFFECTS -> tables.add(StudyTables.sideEffects(evaluation.getSideEffects()));
      case PAS -> {
        if (evaluation.getPas().getTasksCount() > 0) {
          tables.addAll(PasResultTables.of(evaluation.getPas()));
        }
      }
      case RESULT_NOT_SET -> {}
    }
    return tables;
  }

  static String state(Evaluation.State state) {
    return state.name().replace("STATE_", "").toLowerCase(Locale.ROOT);
  }

  private static Table declaration(Evaluation evaluation) {
    Table table =
        new Table()
            .words("FIELD")
            .words("VALUE")
            .row("evaluation", Names.id(evaluation.getName()))
            .row("description", orNone(evaluation.getDeclaration().getDescription()))
            .row("state", state(evaluation.getState()))
            .row("vector", vectors(evaluation.getDeclaration()))
            .row("data set", datasets(evaluation.getDeclaration()))
            .row("neutral texts", Integer.toString(neutralTexts(evaluation.getDeclaration())))
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

  /** What is steered with. */
  static String vectors(Declaration declaration) {
    return switch (declaration.getExperimentCase()) {
      case BEHAVIOUR_SWEEP -> Names.shortVersion(declaration.getBehaviourSweep().getVector());
      case VECTOR_COMPARISON ->
          StudyTables.vectors(declaration.getVectorComparison().getArmsList());
      case COMPOSITION ->
          Names.shortVersion(declaration.getComposition().getFirst().getVector())
              + " and "
              + Names.shortVersion(declaration.getComposition().getSecond().getVector());
      case OPEN_ENDED -> StudyTables.vectors(declaration.getOpenEnded().getArmsList());
      case SIDE_EFFECTS -> StudyTables.vectors(declaration.getSideEffects().getArmsList());
      case PAS -> "built from the task";
      case EXPERIMENT_NOT_SET -> "unknown";
    };
  }

  /** The test items. */
  static String datasets(Declaration declaration) {
    return switch (declaration.getExperimentCase()) {
      case BEHAVIOUR_SWEEP -> Names.id(declaration.getBehaviourSweep().getDataset());
      case VECTOR_COMPARISON -> Names.id(declaration.getVectorComparison().getItems().getDataset());
      case COMPOSITION ->
          Names.id(declaration.getComposition().getFirstItems().getDataset())
              + " and "
              + Names.id(declaration.getComposition().getSecondItems().getDataset());
      case OPEN_ENDED -> StudyTables.questions(declaration.getOpenEnded());
      case SIDE_EFFECTS -> StudyTables.suites(declaration.getSideEffects());
      case PAS ->
          declaration.getPas().getTasksList().stream()
              .map(task -> Names.id(task.getDataset()))
              .collect(Collectors.joining(", "));
      case EXPERIMENT_NOT_SET -> "unknown";
    };
  }

  private static int neutralTexts(Declaration declaration) {
    return switch (declaration.getExperimentCase()) {
      case BEHAVIOUR_SWEEP -> declaration.getBehaviourSweep().getNeutralTextsCount();
      case VECTOR_COMPARISON -> declaration.getVectorComparison().getNeutralTextsCount();
      case COMPOSITION -> declaration.getComposition().getNeutralTextsCount();
      case OPEN_ENDED -> 0;
      case SIDE_EFFECTS -> StudyTables.neutralTexts(declaration.getSideEffects());
      case PAS -> 0;
      case EXPERIMENT_NOT_SET -> 0;
    };
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
