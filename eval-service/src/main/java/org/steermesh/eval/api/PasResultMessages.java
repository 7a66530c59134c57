package org.steermesh.eval.api;

import java.util.List;
import java.util.Map;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.Outcomes;
import org.steermesh.eval.domain.pas.PasReading;
import org.steermesh.eval.domain.pas.PasResults;
import org.steermesh.eval.domain.pas.Verdicts;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.PairedT;
import org.steermesh.eval.v1.PasCell;
import org.steermesh.eval.v1.PasCondition;
import org.steermesh.eval.v1.PasConditionEffect;
import org.steermesh.eval.v1.PasControl;
import org.steermesh.eval.v1.PasCost;
import org.steermesh.eval.v1.PasEffect;
import org.steermesh.eval.v1.PasEstimate;
import org.steermesh.eval.v1.PasMissing;
import org.steermesh.eval.v1.PasPart;
import org.steermesh.eval.v1.PasPooled;
import org.steermesh.eval.v1.PasResult;
import org.steermesh.eval.v1.PasSeedResult;
import org.steermesh.eval.v1.PasTaskResult;
import org.steermesh.eval.v1.PasTest;
import org.steermesh.eval.v1.Unscored;

/** What came out of a search of painless activation steering, as messages. */
final class PasResultMessages {

  private PasResultMessages() {}

  static PasResult result(Evaluation evaluation, PasStudy study) {
    PasResults results = PasReading.of(evaluation, study);
    return PasResult.newBuilder()
        .addAllTasks(results.tasks().stream().map(PasResultMessages::task).toList())
        .addAllPooled(results.pooled().stream().map(PasResultMessages::pooled).toList())
        .setCost(cost(results.cost()))
        .addAllFindings(Verdicts.of(results))
        .build();
  }

  private static PasTaskResult task(PasResults.TaskResult task) {
    return PasTaskResult.newBuilder()
        .setDataset(task.task().dataset())
        .setCategory(task.task().category())
        .addAllSeeds(task.seeds().stream().map(PasResultMessages::seed).toList())
        .addAllEffects(task.effects().stream().map(PasResultMessages::effect).toList())
        .addAllBaselines(task.baselines().stream().map(PasResultMessages::effect).toList())
        .setUnsteeredAccuracy(task.unsteeredAccuracy())
        .addAllValidation(task.cells().stream().map(PasResultMessages::cell).toList())
        .build();
  }

  private static PasSeedResult seed(PasResults.SeedResult seed) {
    PasSeedResult.Builder message =
        PasSeedResult.newBuilder()
            .setSeed(seed.seed())
            .setTrainCount(seed.train())
            .setValidationCount(seed.validation())
            .setTestCount(seed.test());
    seed.examples().ifPresent(message::setFewShotCount);
    for (Map.Entry<String, Integer> refused : seed.unscored().entrySet()) {
      message.addUnscored(
          Unscored.newBuilder().setReason(refused.getKey()).setCount(refused.getValue()));
    }
    seed.tests().forEach(test -> message.addTests(test(test)));
    for (PasFinding.Missing missing : seed.missing()) {
      message.addMissing(
          PasMissing.newBuilder()
              .setLabel(missing.label())
              .setReason(missing.reason())
              .setMessage(missing.message()));
    }
    return message.build();
  }

  private static PasTest test(PasResults.TestResult result) {
    PasFinding.Test test = result.test();
    Outcomes outcomes = result.outcomes();
    PasTest.Builder message =
        PasTest.newBuilder()
            .setLabel(test.label())
            .setRightCount(outcomes.rightCount())
            .setItemCount(outcomes.scoredCount())
            .setRightToWrong(result.rightToWrong())
            .setWrongToRight(result.wrongToRight());
    test.steered()
        .ifPresent(steered ->
            message
                .setSite(TypeProtos.site(steered.site()))
                .setStrength((float) steered.strength())
                .setVector(steered.randomSeed().isPresent() ? "" : steered.version()));
    if (!Double.isNaN(test.validationAccuracy())) {
      message.setValidationAccuracy(test.validationAccuracy());
    }
    for (String value : outcomes.values()) {
      Outcomes some = outcomes.of(value);
      message.addConditions(
          PasCondition.newBuilder()
              .setValue(value)
              .setRightCount(some.rightCount())
              .setItemCount(some.scoredCount()));
    }
    return message.build();
  }

  private static PasEffect effect(PasResults.Effect effect) {
    PasEffect.Builder message =
        PasEffect.newBuilder()
            .setLabel(effect.label())
            .setFewShot(effect.fewShot())
            .setEffect(estimate(effect.estimate(), effect.itemCount()))
            .setItemsLow(effect.items().low())
            .setItemsHigh(effect.items().high())
            .setPValue(effect.estimate().greater())
            .setHolmPValue(effect.holm())
            .setRightToWrong(effect.rightToWrong())
            .setWrongToRight(effect.wrongToRight())
            .setVerdict(Verdicts.of(effect));
    effect
        .way()
        .ifPresent(way ->
            message
                .setMethod(PasDeclarationMessages.method(way.method()))
                .setTarget(TypeProtos.target(way.target())));
    effect.controls().forEach(control -> message.addControls(control(control)));
    for (PasResults.ConditionEffect condition : effect.conditions()) {
      message.addConditions(
          PasConditionEffect.newBuilder()
              .setValue(condition.value())
              .setEffect(estimate(condition.estimate(), condition.itemCount()))
              .setUnsteeredAccuracy(condition.unsteered()));
    }
    return message.build();
  }

  private static PasControl control(PasResults.Control control) {
    PasControl.Builder message =
        PasControl.newBuilder()
            .setLabel(control.label())
            .setEffect(estimate(control.estimate(), control.itemCount()))
            .setItemsLow(control.items().low())
            .setItemsHigh(control.items().high())
            .setReachesEffect(control.reaches());
    control.largest().ifPresent(message::setLargest);
    return message.build();
  }

  private static PasEstimate estimate(PairedT estimate, long items) {
    Interval interval = estimate.interval();
    return PasEstimate.newBuilder()
        .setMean(estimate.mean())
        .setLow(interval.low())
        .setHigh(interval.high())
        .setSeedCount(estimate.count())
        .setItemCount(items)
        .build();
  }

  private static PasCell cell(PasResults.CellMean cell) {
    return PasCell.newBuilder()
        .setMethod(PasDeclarationMessages.method(cell.way().method()))
        .setSite(TypeProtos.site(cell.site()))
        .setStrength((float) cell.strength())
        .setAccuracy(cell.accuracy())
        .setSeedCount(cell.seedCount())
        .setChosenCount(cell.chosenCount())
        .setItemCount(cell.itemCount())
        .build();
  }

  private static PasPooled pooled(PasResults.Pooled pooled) {
    return PasPooled.newBuilder()
        .setCategory(pooled.category())
        .setLabel(pooled.label())
        .setEffect(estimate(pooled.estimate(), pooled.itemCount()))
        .setPValue(pooled.estimate().greater())
        .setTaskCount(pooled.taskCount())
        .build();
  }

  private static PasCost cost(PasResults.Cost cost) {
    List<PasPart> parts =
        cost.parts().stream()
            .map(part ->
                PasPart.newBuilder()
                    .setLabel(part.label())
                    .setSeconds(part.seconds())
                    .setPromptCount(part.prompts())
                    .build())
            .toList();
    return PasCost.newBuilder()
        .addAllParts(parts)
        .setVectorBytes(cost.vectorBytes())
        .setAllVectorBytes(cost.allVectorBytes())
        .build();
  }
}
