package org.steermesh.eval.api;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Evaluation.Failure;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.v1.BehaviourSweep;
import org.steermesh.eval.v1.EvaluationMetadata;

/** Evaluations as messages. */
final class EvaluationMessages {

  private EvaluationMessages() {}

  /** An evaluation with its results. */
  static org.steermesh.eval.v1.Evaluation whole(Evaluation evaluation, Instant now) {
    return common(evaluation, now).setBehaviourSweep(ResultMessages.result(evaluation)).build();
  }

  /** An evaluation as in a list. */
  static org.steermesh.eval.v1.Evaluation listed(Evaluation evaluation, Instant now) {
    return common(evaluation, now).build();
  }

  /** The operation of an evaluation. */
  static com.google.longrunning.Operation operation(Evaluation evaluation, Instant now) {
    com.google.longrunning.Operation.Builder operation =
        com.google.longrunning.Operation.newBuilder()
            .setName("operations/" + evaluation.id())
            .setDone(evaluation.progress().state().isFinal())
            .setMetadata(
                Any.pack(
                    EvaluationMetadata.newBuilder()
                        .setEvaluation(evaluation.name())
                        .setProgress(ProgressMessages.progress(evaluation, now))
                        .build()));
    switch (evaluation.progress().state()) {
      case PENDING, RUNNING -> {}
      case SUCCEEDED -> operation.setResponse(Any.pack(whole(evaluation, now)));
      case FAILED -> operation.setError(error(evaluation));
      case CANCELLED ->
          operation.setError(
              StatusTranslator.toStatus(
                  new SteermeshException(
                      ErrorReason.CANCELLED, evaluation.name() + " was cancelled")));
    }
    return operation.build();
  }

  /** A state. */
  static org.steermesh.eval.v1.Evaluation.State state(State state) {
    return switch (state) {
      case PENDING -> org.steermesh.eval.v1.Evaluation.State.STATE_PENDING;
      case RUNNING -> org.steermesh.eval.v1.Evaluation.State.STATE_RUNNING;
      case SUCCEEDED -> org.steermesh.eval.v1.Evaluation.State.STATE_SUCCEEDED;
      case FAILED -> org.steermesh.eval.v1.Evaluation.State.STATE_FAILED;
      case CANCELLED -> org.steermesh.eval.v1.Evaluation.State.STATE_CANCELLED;
    };
  }

  private static org.steermesh.eval.v1.Evaluation.Builder common(
      Evaluation evaluation, Instant now) {
    org.steermesh.eval.v1.Evaluation.Builder message =
        org.steermesh.eval.v1.Evaluation.newBuilder()
            .setName(evaluation.name())
            .setDeclaration(declaration(evaluation.declaration()))
            .setState(state(evaluation.progress().state()))
            .setProgress(ProgressMessages.progress(evaluation, now))
            .setOperation("operations/" + evaluation.id())
            .setCreateTime(time(evaluation.progress().createTime()))
            .setModelFingerprint(TypeProtos.fingerprint(evaluation.subject().model()))
            .setDatasetDigest(evaluation.subject().datasetDigest())
            .setBehaviour(evaluation.subject().behaviour())
            .setCodeVersion(evaluation.subject().codeVersion());
    evaluation.progress().endTime().ifPresent(end -> message.setEndTime(time(end)));
    if (evaluation.progress().state() == State.FAILED) {
      message.setError(error(evaluation));
    }
    return message;
  }

  private static com.google.rpc.Status error(Evaluation evaluation) {
    Failure failure =
        evaluation.progress().failure().orElse(new Failure("INTERNAL", "no reason was kept"));
    return StatusTranslator.toStatus(
        new SteermeshException(ErrorReason.valueOf(failure.reason()), failure.message()));
  }

  private static org.steermesh.eval.v1.Declaration declaration(Declaration declaration) {
    Declaration.Steering steering = declaration.steering();
    Declaration.Items items = declaration.items();
    Declaration.Analysis analysis = declaration.analysis();
    List<Float> strengths = steering.strengths().stream().map(Double::floatValue).toList();
    return org.steermesh.eval.v1.Declaration.newBuilder()
        .setDescription(declaration.description())
        .setBehaviourSweep(
            BehaviourSweep.newBuilder()
                .setModel(steering.model())
                .setVector(steering.vector())
                .addAllSites(steering.sites().stream().map(TypeProtos::site).toList())
                .addAllStrengths(strengths)
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
                .setPerplexityRatioLimit(analysis.perplexityRatioLimit()))
        .build();
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
