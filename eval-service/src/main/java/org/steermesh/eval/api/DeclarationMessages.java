package org.steermesh.eval.api;

import java.util.List;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.SparseFacts;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.v1.Analysis;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.Composition;
import org.steermesh.eval.v1.ItemRange;
import org.steermesh.eval.v1.VectorComparison;

/** Declarations as messages, every default filled in. */
final class DeclarationMessages {

  private DeclarationMessages() {}

  static org.steermesh.eval.v1.Declaration declaration(Evaluation evaluation) {
    Declaration declaration = evaluation.declaration();
    org.steermesh.eval.v1.Declaration.Builder message =
        org.steermesh.eval.v1.Declaration.newBuilder().setDescription(declaration.description());
    switch (declaration.steering()) {
      case Steering.Sweep sweep -> message.setBehaviourSweep(sweep(declaration, sweep));
      case Steering.Comparison comparison ->
          message.setVectorComparison(comparison(evaluation, comparison));
      case Steering.Composition composition ->
          message.setComposition(composition(declaration, composition));
      case Study study -> StudyMessages.setDeclaration(message, evaluation, study);
    }
    return message.build();
  }

  private static BehaviourSweep sweep(Declaration declaration, Steering.Sweep steering) {
    Declaration.Items items = declaration.items();
    Declaration.Analysis analysis = declaration.analysis();
    return BehaviourSweep.newBuilder()
        .setModel(steering.model())
        .setVector(steering.vector())
        .addAllSites(steering.sites().stream().map(TypeProtos::site).toList())
        .addAllStrengths(floats(steering.strengths()))
        .setPositions(TypeProtos.positions(steering.positions()))
        .setDataset(items.dataset())
        .setFirstItem(items.first())
        .setItemCount(items.count())
        .setLayout(TypeProtos.layout(items.layout()))
        .addAllNeutralTexts(declaration.neutralTexts())
        .setBootstrapSeed(analysis.bootstrap().seed())
        .setBootstrapResamples(analysis.bootstrap().resamples())
        .setConfidence(analysis.bootstrap().confidence())
        .setKeepItemScores(analysis.itemScoresGiven())
        .setPerplexityRatioLimit(analysis.perplexityRatioLimit())
        .build();
  }

  private static VectorComparison comparison(Evaluation evaluation, Steering.Comparison steering) {
    Declaration declaration = evaluation.declaration();
    return VectorComparison.newBuilder()
        .setModel(steering.model())
        .addAllArms(steering.arms().stream().map(DeclarationMessages::arm).toList())
        .addAllStrengths(floats(steering.strengths()))
        .setItems(items(declaration.items()))
        .addAllNeutralTexts(declaration.neutralTexts())
        .setAnalysis(analysis(declaration.analysis()))
        .setParameter(steering.parameter())
        .setTopFeatureCount(
            evaluation.subject().sparse().values().stream()
                .mapToInt(SparseFacts::topCount)
                .findFirst()
                .orElse(0))
        .build();
  }

  private static Composition composition(Declaration declaration, Steering.Composition steering) {
    return Composition.newBuilder()
        .setModel(steering.model())
        .setFirst(arm(steering.first()))
        .addAllFirstStrengths(floats(steering.firstStrengths()))
        .setFirstItems(items(declaration.items()))
        .setSecond(arm(steering.second()))
        .addAllSecondStrengths(floats(steering.secondStrengths()))
        .setSecondItems(items(steering.secondItems()))
        .addAllNeutralTexts(declaration.neutralTexts())
        .setAnalysis(analysis(declaration.analysis()))
        .build();
  }

  /** The arms of a comparison. */
  static List<Arm> arms(Steering.Comparison steered) {
    return arms(steered.arms());
  }

  /** Arms. */
  static List<Arm> arms(List<org.steermesh.eval.domain.Arm> arms) {
    return arms.stream().map(DeclarationMessages::arm).toList();
  }

  private static Arm arm(org.steermesh.eval.domain.Arm arm) {
    Arm.Builder message =
        Arm.newBuilder()
            .setLabel(arm.label())
            .setVector(arm.vector())
            .setSite(TypeProtos.site(arm.site()))
            .setPositions(TypeProtos.positions(arm.positions()));
    arm.parameter().ifPresent(message::setParameter);
    arm.gate().map(TypeProtos::gate).ifPresent(message::setGate);
    return message.build();
  }

  /** Items. */
  static ItemRange items(Declaration.Items items) {
    return ItemRange.newBuilder()
        .setDataset(items.dataset())
        .setFirstItem(items.first())
        .setItemCount(items.count())
        .setLayout(TypeProtos.layout(items.layout()))
        .build();
  }

  /** How numbers are summarised. */
  static Analysis analysis(Declaration.Analysis analysis) {
    return Analysis.newBuilder()
        .setBootstrapSeed(analysis.bootstrap().seed())
        .setBootstrapResamples(analysis.bootstrap().resamples())
        .setConfidence(analysis.bootstrap().confidence())
        .setKeepItemScores(analysis.itemScoresGiven())
        .setPerplexityRatioLimit(analysis.perplexityRatioLimit())
        .build();
  }

  /** Strengths. */
  static List<Float> floats(List<Double> strengths) {
    return strengths.stream().map(Double::floatValue).toList();
  }
}
