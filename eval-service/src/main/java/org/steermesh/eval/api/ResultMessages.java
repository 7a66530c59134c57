package org.steermesh.eval.api;

import java.util.Optional;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Arm;
import org.steermesh.eval.domain.BestCell;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Comparisons;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.MatchedPoint;
import org.steermesh.eval.domain.SparseFacts;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.statistics.MeanEstimate;
import org.steermesh.eval.v1.ArmResult;
import org.steermesh.eval.v1.BehaviourSweepResult;
import org.steermesh.eval.v1.CompositionResult;
import org.steermesh.eval.v1.Influence;
import org.steermesh.eval.v1.Recommendation;
import org.steermesh.eval.v1.VectorComparisonResult;

/** What came out of an evaluation, as messages. */
final class ResultMessages {

  private ResultMessages() {}

  /** Every cell of a sweep that was measured. */
  static BehaviourSweepResult sweep(Evaluation evaluation) {
    BehaviourSweepResult.Builder result = BehaviourSweepResult.newBuilder();
    for (CellResult cell : evaluation.results().cells()) {
      if (cell.cell() instanceof Cell.Unsteered) {
        result.setBaseline(CellMessages.cell(evaluation, cell));
      } else {
        result.addCells(CellMessages.cell(evaluation, cell));
      }
    }
    evaluation.best().ifPresent(best -> result.setBest(recommendation(best)));
    return result.build();
  }

  /** Every arm that was declared, with what was measured of it. */
  static VectorComparisonResult comparison(Evaluation evaluation) {
    VectorComparisonResult.Builder result = VectorComparisonResult.newBuilder();
    evaluation
        .results()
        .unsteered()
        .ifPresent(cell -> result.setBaseline(CellMessages.cell(evaluation, cell)));
    Optional<Comparisons.Matched> matched = Comparisons.matched(evaluation.results());
    matched.ifPresent(each -> result.setMatchedEffect(each.effect()));
    for (Arm arm : evaluation.declaration().steering().arms()) {
      ArmResult.Builder one = ArmResult.newBuilder().setLabel(arm.label());
      for (CellResult cell : evaluation.results().curve(arm)) {
        if (!(cell.cell() instanceof Cell.Unsteered)) {
          one.addCells(CellMessages.cell(evaluation, cell));
        }
      }
      evaluation.best(arm).ifPresent(best -> one.setBest(recommendation(best)));
      Optional.ofNullable(evaluation.subject().sparse().get(arm.label()))
          .ifPresent(facts -> one.setSparse(sparse(facts)));
      matched
          .flatMap(each -> Optional.ofNullable(each.byLabel().get(arm.label())))
          .ifPresent(point -> one.setMatched(point(point)));
      result.addArms(one);
    }
    return result.build();
  }

  /** Every cell of a composition that was measured. */
  static CompositionResult composition(Evaluation evaluation, Steering.Composition composition) {
    CompositionResult.Builder result = CompositionResult.newBuilder();
    for (CellResult cell : evaluation.results().cells()) {
      result.addCells(CellMessages.composed(evaluation, composition, cell));
    }
    return result
        .setFirst(influence(Comparisons.first(composition, evaluation.results())))
        .setSecond(influence(Comparisons.second(composition, evaluation.results())))
        .build();
  }

  private static Influence influence(org.steermesh.eval.domain.Influence influence) {
    return Influence.newBuilder().setOwn(influence.own()).setOther(influence.other()).build();
  }

  private static org.steermesh.eval.v1.SparseFacts sparse(SparseFacts facts) {
    return org.steermesh.eval.v1.SparseFacts.newBuilder()
        .setTau(facts.tau())
        .setFeatureCount(facts.dictionaryWidth())
        .setSupportSize(facts.supportSize())
        .setL1Norm(facts.l1Norm())
        .setTopFeatureCount(facts.topCount())
        .setTopShare(facts.topShare())
        .build();
  }

  private static org.steermesh.eval.v1.MatchedPoint point(MatchedPoint point) {
    org.steermesh.eval.v1.MatchedPoint.Builder message =
        org.steermesh.eval.v1.MatchedPoint.newBuilder().setStrength(point.strength());
    if (!Double.isNaN(point.perplexityRatio())) {
      message.setPerplexityRatio(point.perplexityRatio());
    }
    return message.build();
  }

  private static Recommendation recommendation(BestCell best) {
    MeanEstimate effect = best.effect();
    return Recommendation.newBuilder()
        .setSite(TypeProtos.site(best.site()))
        .setStrength((float) best.strength())
        .setEffect(effect.mean())
        .setEffectLow(effect.interval().low())
        .setEffectHigh(effect.interval().high())
        .setItemCount(effect.count())
        .build();
  }
}
