package org.steermesh.cli.client;

import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Iterator;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.mesh.Service;
import org.steermesh.cli.show.Progress;
import org.steermesh.cli.show.Terminal;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.EvaluationMetadata;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.eval.v1.WatchEvaluationRequest;
import org.steermesh.eval.v1.WatchEvaluationResponse;

/** Runs an evaluation and waits for it, showing how far it is. */
public final class EvaluationRun {

  private EvaluationRun() {}

  /** Returns the evaluation that {@code request} asks for, once it has succeeded. */
  public static Evaluation run(
      MeshClient mesh, CreateEvaluationRequest request, String label, Terminal terminal) {
    return run(mesh, request, label, terminal, false);
  }

  /**
   * Returns the evaluation that {@code request} asks for, once it has succeeded.
   *
   * @param told whether what is measured is told line by line
   */
  public static Evaluation run(
      MeshClient mesh,
      CreateEvaluationRequest request,
      String label,
      Terminal terminal,
      boolean told) {
    Operation begun = MeshClient.unary(mesh.eval()).createEvaluation(request);
    String name = evaluation(begun);
    try (CancelOnInterrupt _ =
        CancelOnInterrupt.of(mesh.operations(Service.EVAL), begun.getName(), terminal)) {
      follow(mesh, name, Progress.on(terminal, label), told);
    }
    return finished(get(mesh, name));
  }

  /** Starts what {@code request} asks for; returns its name. */
  public static String begin(MeshClient mesh, CreateEvaluationRequest request) {
    return evaluation(MeshClient.unary(mesh.eval()).createEvaluation(request));
  }

  /** Follows an evaluation to its end, telling what is measured; it goes on if nobody looks. */
  public static Evaluation watch(MeshClient mesh, String name, Terminal terminal) {
    follow(mesh, name, Progress.on(terminal, Names.id(name)), true);
    return finished(get(mesh, name));
  }

  private static void follow(MeshClient mesh, String name, Progress shown, boolean told) {
    try (Progress progress = shown) {
      Iterator<WatchEvaluationResponse> states =
          mesh.eval().watchEvaluation(WatchEvaluationRequest.newBuilder().setName(name).build());
      while (states.hasNext()) {
        WatchEvaluationResponse change = states.next();
        if (told) {
          EvaluationNews.of(change).forEach(progress::tell);
        }
        var now = change.getProgress();
        progress.update(now.getDoneCellCount(), now.getTotalCellCount());
      }
    }
  }

  /** Describes an evaluation. */
  public static Evaluation get(MeshClient mesh, String name) {
    return MeshClient.unary(mesh.eval())
        .getEvaluation(GetEvaluationRequest.newBuilder().setName(name).build());
  }

  private static String evaluation(Operation begun) {
    try {
      return begun.getMetadata().unpack(EvaluationMetadata.class).getEvaluation();
    } catch (InvalidProtocolBufferException e) {
      throw new SteerException(
          ExitCode.FAILED, "eval-service answered something else than an evaluation", e);
    }
  }

  private static Evaluation finished(Evaluation evaluation) {
    return switch (evaluation.getState()) {
      case STATE_SUCCEEDED -> evaluation;
      case STATE_FAILED -> throw Refusal.of(evaluation.getError());
      case STATE_CANCELLED ->
          throw new SteerException(ExitCode.FAILED, evaluation.getName() + " was cancelled");
      case STATE_PENDING, STATE_RUNNING, STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new SteerException(
              ExitCode.UNAVAILABLE,
              evaluation.getName() + " is no longer watched but goes on; see: ./steer eval show");
    };
  }
}
