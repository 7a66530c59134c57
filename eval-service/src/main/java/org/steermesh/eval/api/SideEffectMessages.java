package org.steermesh.eval.api;

import java.util.List;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.effects.SideEffectSummary;
import org.steermesh.eval.domain.effects.SideEffectSummary.Measured;
import org.steermesh.eval.domain.effects.SideEffectSummary.SuiteCell;
import org.steermesh.eval.domain.effects.Suite;
import org.steermesh.eval.v1.ChoiceSuite;
import org.steermesh.eval.v1.Measure;
import org.steermesh.eval.v1.NeutralSuite;
import org.steermesh.eval.v1.PairSuite;
import org.steermesh.eval.v1.SideEffectCell;
import org.steermesh.eval.v1.SideEffects;
import org.steermesh.eval.v1.SideEffectsResult;
import org.steermesh.eval.v1.TruthItem;
import org.steermesh.eval.v1.TruthSuite;

/** Side effects as messages. */
final class SideEffectMessages {

  private SideEffectMessages() {}

  /** What was declared, every default filled in. */
  static SideEffects declaration(Evaluation evaluation, SideEffectStudy study) {
    return SideEffects.newBuilder()
        .setModel(study.model())
        .addAllArms(DeclarationMessages.arms(study.steered()))
        .addAllStrengths(DeclarationMessages.floats(study.steered().strengths()))
        .addAllSuites(study.suites().stream().map(SideEffectMessages::suite).toList())
        .setAnalysis(DeclarationMessages.analysis(evaluation.declaration().analysis()))
        .build();
  }

  /** What was measured so far. */
  static SideEffectsResult result(Evaluation evaluation, SideEffectStudy study) {
    SideEffectsResult.Builder result = SideEffectsResult.newBuilder();
    SideEffectSummary summary =
        SideEffectSummary.of(
            study,
            evaluation.results().findings(),
            evaluation.declaration().analysis().bootstrap());
    for (SuiteCell cell : summary.cells()) {
      result.addCells(
          SideEffectCell.newBuilder()
              .setSuite(cell.suite().name())
              .setArm(OpenEndedMessages.arm(cell.cell()))
              .setStrength(OpenEndedMessages.strength(cell.cell()))
              .addAllMeasures(cell.measures().stream().map(SideEffectMessages::measure).toList())
              .addAllUnscoredItems(OpenEndedMessages.counted(cell.unscored()))
              .setLargestDose(cell.largestDose()));
    }
    return result.build();
  }

  private static Measure measure(Measured measured) {
    Measure.Builder message =
        Measure.newBuilder()
            .setName(measured.name())
            .setValue(measured.value())
            .setLow(measured.interval().low())
            .setHigh(measured.interval().high())
            .setItemCount(measured.items())
            .setTokenCount(measured.tokens());
    measured
        .change()
        .ifPresent(change ->
            message
                .setChange(change.value())
                .setChangeLow(change.interval().low())
                .setChangeHigh(change.interval().high()));
    measured
        .flips()
        .ifPresent(flips ->
            message
                .setRightToWrongCount(flips.rightToWrong())
                .setWrongToRightCount(flips.wrongToRight()));
    return message.build();
  }

  private static org.steermesh.eval.v1.Suite suite(Suite suite) {
    org.steermesh.eval.v1.Suite.Builder message =
        org.steermesh.eval.v1.Suite.newBuilder().setName(suite.name());
    switch (suite) {
      case Suite.Pairs pairs ->
          message.setPairs(
              PairSuite.newBuilder().setItems(DeclarationMessages.items(pairs.items())));
      case Suite.Choices choices ->
          message.setChoices(
              ChoiceSuite.newBuilder()
                  .setDataset(choices.draw().dataset())
                  .setMaxItemCount(choices.draw().most())
                  .setSeed(choices.draw().seed())
                  .setRendering(TypeProtos.rendering(choices.rendering())));
      case Suite.Truth truth ->
          message.setTruth(
              TruthSuite.newBuilder()
                  .addAllItems(items(truth.items()))
                  .setLayout(TypeProtos.layout(truth.layout())));
      case Suite.Neutral neutral ->
          message.setNeutral(
              NeutralSuite.newBuilder()
                  .addAllTexts(neutral.texts())
                  .setDivergence(neutral.divergence()));
    }
    return message.build();
  }

  private static List<TruthItem> items(List<Suite.TruthItem> items) {
    return items.stream()
        .map(item ->
            TruthItem.newBuilder()
                .setQuestion(item.question())
                .addAllTrueAnswers(item.right())
                .addAllFalseAnswers(item.wrong())
                .build())
        .toList();
  }
}
