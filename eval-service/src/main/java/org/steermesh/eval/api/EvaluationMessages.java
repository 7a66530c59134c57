package org.steermesh.eval.api;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Evaluation.Failure;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.Steering;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.v1.EvaluationMetadata;

/** Evaluations as messages. */
final class EvaluationMessages {

  private EvaluationMessages() {}

  /** An evaluation with its results. */
  static org.steermesh.eval.v1.Evaluation whole(Evaluation evaluation, Instant now) {
    org.steermesh.eval.v1.Evaluation.Builder message = common(evaluation, now);
    switch (evaluation.declaration().steering()) {
      case Steering.Sweep _ -> message.setBehaviourSweep(ResultMessages.sweep(evaluation));
      case Steering.Comparison _ ->
          message.setVectorComparison(ResultMessages.comparison(evaluation));
      case Steering.Composition composition ->
          message.setComposition(ResultMessages.composition(evaluation, composition));
      case Study study -> StudyMessages.setResult(message, evaluation, study);
    }
    return message.build();
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
            .setDeclaration(DeclarationMessages.declaration(evaluation))
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

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
