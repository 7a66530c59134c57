package org.steermesh.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.JudgeAgreement;
import org.steermesh.eval.v1.JudgeUse;
import org.steermesh.eval.v1.JudgedCell;
import org.steermesh.eval.v1.Measure;
import org.steermesh.eval.v1.OpenEnded;
import org.steermesh.eval.v1.OpenEndedCell;
import org.steermesh.eval.v1.OpenEndedResult;
import org.steermesh.eval.v1.SideEffectCell;
import org.steermesh.eval.v1.SideEffects;
import org.steermesh.eval.v1.SideEffectsResult;
import org.steermesh.eval.v1.Suite;
import org.steermesh.eval.v1.Unscored;

/** Results of free texts and of side effects for a reader. */
final class StudyTables {

  private StudyTables() {}

  /** The grades, what the texts are like, how far judges agree and what they cost. */
  static List<Table> openEnded(OpenEndedResult result) {
    List<Table> tables = new ArrayList<>();
    Table grades = gradesHead();
    Table texts = textsHead();
    for (OpenEndedCell cell : result.getCellsList()) {
      cell.getGradesList().forEach(grade -> grades.row(grade(cell, grade)));
      texts.row(texts(cell));
    }
    if (!grades.isEmpty()) {
      tables.add(grades);
    }
    tables.add(texts);
    if (result.getAgreementsCount() > 0) {
      tables.add(agreements(result));
    }
    if (result.getUsesCount() > 0) {
      tables.add(uses(result));
    }
    return tables;
  }

  private static Table gradesHead() {
    return new Table()
        .words("SETTING")
        .words("ARM")
        .numbers("STRENGTH")
        .words("JUDGE")
        .numbers("GRADE")
        .words("INTERVAL")
        .numbers("CHANGE")
        .words("INTERVAL")
        .numbers("PROMPTS")
        .numbers("TEXTS")
        .words("UNGRADED");
  }

  private static Table textsHead() {
    return new Table()
        .words("SETTING")
        .words("ARM")
        .numbers("STRENGTH")
        .numbers("TEXTS")
        .numbers("TOKENS")
        .numbers("DISTINCT 1")
        .numbers("DISTINCT 2")
        .numbers("REPEATED SPAN")
        .numbers("COMPRESSION")
        .numbers("REPETITIVE")
        .words("UNWRITTEN");
  }

  private static String[] grade(OpenEndedCell cell, JudgedCell grade) {
    return new String[] {
      setting(cell.getSetting()),
      cell.getArm().isEmpty() ? "unsteered" : cell.getArm(),
      Shown.strength(cell.getStrength()),
      grade.getJudge(),
      Shown.decimal(grade.getMean(), 2),
      interval(grade.getLow(), grade.getHigh(), 2),
      grade.hasChange() ? Shown.decimal(grade.getChange(), 2) : "-",
      grade.hasChange() ? interval(grade.getChangeLow(), grade.getChangeHigh(), 2) : "-",
      Long.toString(grade.getPromptCount()),
      Long.toString(grade.getGradedCount()),
      counted(grade.getUngradedList())
    };
  }

  private static String[] texts(OpenEndedCell cell) {
    var facts = cell.getTexts();
    return new String[] {
      setting(cell.getSetting()),
      cell.getArm().isEmpty() ? "unsteered" : cell.getArm(),
      Shown.strength(cell.getStrength()),
      Long.toString(facts.getTextCount()),
      Shown.decimal(facts.getMeanTokens(), 1),
      Shown.decimal(facts.getDistinct1(), 3),
      Shown.decimal(facts.getDistinct2(), 3),
      Shown.decimal(facts.getRepeatedSpan(), 3),
      Shown.decimal(facts.getCompressionRatio(), 2),
      Long.toString(facts.getRepetitiveCount()),
      counted(cell.getUnwrittenList())
    };
  }

  private static Table agreements(OpenEndedResult result) {
    Table table = new Table().words("JUDGES").numbers("ALPHA").numbers("SPEARMAN").numbers("TEXTS");
    for (JudgeAgreement agreement : result.getAgreementsList()) {
      table.row(
          String.join(", ", agreement.getJudgesList()),
          Shown.decimal(agreement.getAlpha(), 3),
          Shown.decimal(agreement.getSpearman(), 3),
          Long.toString(agreement.getTextCount()));
    }
    return table;
  }

  private static Table uses(OpenEndedResult result) {
    Table table =
        new Table()
            .words("JUDGE")
            .numbers("REQUESTS")
            .numbers("INPUT TOKENS")
            .numbers("OUTPUT TOKENS")
            .numbers("UNCOUNTED");
    for (JudgeUse use : result.getUsesList()) {
      table.row(
          use.getJudge(),
          Long.toString(use.getRequestCount()),
          Long.toString(use.getInputTokenCount()),
          Long.toString(use.getOutputTokenCount()),
          Long.toString(use.getUncountedRequestCount()));
    }
    return table;
  }

  /** Every measure of every suite. */
  static Table sideEffects(SideEffectsResult result) {
    Table table =
        new Table()
            .words("SUITE")
            .words("ARM")
            .numbers("STRENGTH")
            .words("MEASURE")
            .numbers("VALUE")
            .words("INTERVAL")
            .numbers("CHANGE")
            .words("INTERVAL")
            .numbers("ITEMS")
            .words("UNSCORED");
    for (SideEffectCell cell : result.getCellsList()) {
      for (Measure measure : cell.getMeasuresList()) {
        table.row(
            cell.getSuite(),
            cell.getArm().isEmpty() ? "unsteered" : cell.getArm(),
            Shown.strength(cell.getStrength()),
            measure.getName(),
            Shown.decimal(measure.getValue(), 4),
            interval(measure.getLow(), measure.getHigh(), 3),
            measure.hasChange() ? Shown.decimal(measure.getChange(), 4) : "-",
            measure.hasChange()
                ? interval(measure.getChangeLow(), measure.getChangeHigh(), 3)
                : "-",
            Long.toString(measure.getItemCount()),
            counted(cell.getUnscoredItemsList()));
      }
    }
    return table;
  }

  static String vectors(List<Arm> arms) {
    return arms.stream()
        .map(arm -> Names.shortVersion(arm.getVector()))
        .collect(Collectors.joining(", "));
  }

  static String questions(OpenEnded declared) {
    return declared.hasQuestions()
        ? Names.id(declared.getQuestions().getDataset())
        : declared.getPromptsCount() + " prompts";
  }

  static String suites(SideEffects declared) {
    return declared.getSuitesList().stream().map(Suite::getName).collect(Collectors.joining(", "));
  }

  static int neutralTexts(SideEffects declared) {
    return declared.getSuitesList().stream()
        .mapToInt(suite -> suite.getNeutral().getTextsCount())
        .sum();
  }

  private static String setting(OpenEnded.Setting setting) {
    return setting.name().replace("SETTING_", "").toLowerCase(Locale.ROOT);
  }

  private static String interval(double low, double high, int decimals) {
    return Double.isNaN(low) || Double.isNaN(high)
        ? "-"
        : Shown.decimal(low, decimals) + ".." + Shown.decimal(high, decimals);
  }

  private static String counted(List<Unscored> reasons) {
    return reasons.isEmpty()
        ? "0"
        : reasons.stream()
            .map(reason -> reason.getCount() + " " + reason.getReason())
            .collect(Collectors.joining(", "));
  }
}
