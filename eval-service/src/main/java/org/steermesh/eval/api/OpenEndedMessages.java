package org.steermesh.eval.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.OpenEndedFinding.Text;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.judging.Judge;
import org.steermesh.eval.domain.judging.OpenEndedSummary;
import org.steermesh.eval.domain.judging.OpenEndedSummary.CellGrades;
import org.steermesh.eval.domain.judging.OpenEndedSummary.JudgeGrades;
import org.steermesh.eval.domain.judging.OpenEndedSummary.TextKey;
import org.steermesh.eval.domain.judging.TextFacts;
import org.steermesh.eval.domain.judging.Use;
import org.steermesh.eval.domain.judging.Verdict;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.MeanEstimate;
import org.steermesh.eval.v1.Grade;
import org.steermesh.eval.v1.JudgeAgreement;
import org.steermesh.eval.v1.JudgeUse;
import org.steermesh.eval.v1.JudgedCell;
import org.steermesh.eval.v1.OpenEnded;
import org.steermesh.eval.v1.OpenEndedCell;
import org.steermesh.eval.v1.OpenEndedResult;
import org.steermesh.eval.v1.OpenEndedText;
import org.steermesh.eval.v1.Unscored;
import org.steermesh.type.v1.SteeringReceipt;

/** What came of free texts, as messages. */
final class OpenEndedMessages {

  private OpenEndedMessages() {}

  /** The numbers; every text too if {@code texts}. */
  static OpenEndedResult result(Evaluation evaluation, OpenEndedStudy study, boolean texts) {
    OpenEndedSummary summary = summary(evaluation, study);
    OpenEndedResult.Builder result = OpenEndedResult.newBuilder();
    for (CellGrades cell : summary.cells()) {
      result.addCells(cell(study, cell));
      if (texts) {
        cell.texts().forEach(text -> result.addTexts(text(study, cell, text)));
      }
    }
    for (OpenEndedSummary.Agreed agreed : summary.agreements()) {
      result.addAgreements(
          JudgeAgreement.newBuilder()
              .addAllJudges(agreed.judges())
              .setTextCount(agreed.agreement().count())
              .setAlpha(agreed.agreement().alpha())
              .setSpearman(agreed.agreement().spearman()));
    }
    for (int judge = 0; judge < study.judges().size(); judge++) {
      result.addUses(use(study.judges().get(judge), summary.uses().get(judge)));
    }
    return result.build();
  }

  static OpenEndedSummary summary(Evaluation evaluation, OpenEndedStudy study) {
    return OpenEndedSummary.of(
        study, evaluation.results().findings(), evaluation.declaration().analysis().bootstrap());
  }

  /** A setting. */
  static OpenEnded.Setting setting(OpenEndedStudy.Setting setting) {
    return switch (setting) {
      case BARE -> OpenEnded.Setting.SETTING_BARE;
      case PREFIX -> OpenEnded.Setting.SETTING_PREFIX;
      case CHOICES -> OpenEnded.Setting.SETTING_CHOICES;
    };
  }

  /** The label of what steers a cell; empty for the unsteered model. */
  static String arm(Cell cell) {
    return cell.changes().stream().findFirst().map(change -> change.arm().label()).orElse("");
  }

  /** How strongly a cell steers. */
  static float strength(Cell cell) {
    return (float) cell.changes().stream().mapToDouble(Cell.Steered::strength).sum();
  }

  /** Reasons with their counts. */
  static List<Unscored> counted(Map<String, Integer> reasons) {
    return reasons.entrySet().stream()
        .map(each ->
            Unscored.newBuilder().setReason(each.getKey()).setCount(each.getValue()).build())
        .toList();
  }

  private static OpenEndedCell cell(OpenEndedStudy study, CellGrades cell) {
    OpenEndedCell.Builder message =
        OpenEndedCell.newBuilder()
            .setSetting(setting(cell.place().setting()))
            .setArm(arm(cell.place().cell()))
            .setStrength(strength(cell.place().cell()))
            .setTexts(facts(cell.facts()))
            .setLargestDose(cell.largestDose())
            .addAllUnwritten(counted(cell.unwritten()));
    for (int judge = 0; judge < study.judges().size(); judge++) {
      message.addGrades(grades(study.judges().get(judge), cell.grades().get(judge)));
    }
    return message.build();
  }

  private static JudgedCell grades(Judge judge, JudgeGrades grades) {
    JudgedCell.Builder message =
        JudgedCell.newBuilder()
            .setJudge(judge.name())
            .setMean(grades.mean().map(MeanEstimate::mean).orElse(Double.NaN))
            .setLow(interval(grades.mean()).low())
            .setHigh(interval(grades.mean()).high())
            .setPromptCount(grades.byPrompt().size())
            .setGradedCount(grades.graded())
            .addAllUngraded(counted(grades.ungraded()));
    grades
        .change()
        .ifPresent(change ->
            message
                .setChange(change.mean())
                .setChangeLow(change.interval().low())
                .setChangeHigh(change.interval().high())
                .setChangePromptCount(change.count()));
    return message.build();
  }

  private static Interval interval(Optional<MeanEstimate> estimate) {
    return estimate.map(MeanEstimate::interval).orElse(Interval.UNKNOWN);
  }

  private static org.steermesh.eval.v1.TextFacts facts(TextFacts facts) {
    return org.steermesh.eval.v1.TextFacts.newBuilder()
        .setTextCount(facts.count())
        .setMeanTokens(facts.meanTokens())
        .setDistinct1(facts.distinct().get(0))
        .setDistinct2(facts.distinct().get(1))
        .setDistinct3(facts.distinct().get(2))
        .setRepeatedSpan(facts.repeatedSpan())
        .setCompressionRatio(facts.compressionRatio())
        .setRepetitiveCount(facts.repetitive())
        .build();
  }

  private static JudgeUse use(Judge judge, Use use) {
    return JudgeUse.newBuilder()
        .setJudge(judge.name())
        .setRequestCount(use.requests())
        .setInputTokenCount(use.inputTokens())
        .setOutputTokenCount(use.outputTokens())
        .setUncountedRequestCount(use.uncounted())
        .build();
  }

  private static OpenEndedText text(OpenEndedStudy study, CellGrades cell, Text text) {
    OpenEndedText.Builder message =
        OpenEndedText.newBuilder()
            .setSetting(setting(cell.place().setting()))
            .setArm(arm(cell.place().cell()))
            .setStrength(strength(cell.place().cell()))
            .setPromptIndex(text.prompt())
            .setSampleIndex(text.sample())
            .setQuestion(text.question())
            .setText(text.text())
            .setSeed(text.seed())
            .setRefusal(text.refusal())
            .addAllGrades(grades(study, cell, text));
    if (!text.receipt().isEmpty()) {
      message.setReceipt(receipt(text.receipt()));
    }
    return message.build();
  }

  private static List<Grade> grades(OpenEndedStudy study, CellGrades cell, Text text) {
    List<Grade> grades = new ArrayList<>();
    for (int judge = 0; judge < study.judges().size(); judge++) {
      Verdict verdict = cell.verdicts().get(judge).get(new TextKey(text.prompt(), text.sample()));
      if (verdict != null) {
        Grade.Builder grade =
            Grade.newBuilder()
                .setJudge(study.judges().get(judge).name())
                .setReason(verdict.reason())
                .setReply(verdict.reply());
        verdict.grade().ifPresent(grade::setValue);
        grades.add(grade.build());
      }
    }
    return grades;
  }

  private static SteeringReceipt receipt(String json) {
    try {
      SteeringReceipt.Builder receipt = SteeringReceipt.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(json, receipt);
      return receipt.build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a receipt of our own cannot be read", e);
    }
  }
}
