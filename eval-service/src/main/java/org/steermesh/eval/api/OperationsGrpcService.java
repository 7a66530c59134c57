package org.steermesh.eval.api;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Empty;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.EvaluationCatalog;
import org.steermesh.eval.domain.EvaluationStore;

/** Speaks {@code google.longrunning.Operations}: one operation per evaluation, of the same id. */
@GrpcService
class OperationsGrpcService extends OperationsGrpc.OperationsImplBase {

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** An answer leaves this much before the caller's deadline. */
  private static final Duration HEADROOM = Duration.ofMillis(200);

  private final BlockingCalls calls = new BlockingCalls();
  private final EvaluationCatalog catalog;
  private final EvalServiceConfig config;
  private final Clock clock;

  OperationsGrpcService(EvaluationCatalog catalog, EvalServiceConfig config, Clock clock) {
    this.catalog = catalog;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, () -> message(catalog.operation(id(request.getName()))));
  }

  @Override
  public void listOperations(
      ListOperationsRequest request, StreamObserver<ListOperationsResponse> observer) {
    calls.answer(
        observer,
        () -> {
          if (!request.getFilter().isEmpty()) {
            throw SteermeshException.ofField("filter", "must be empty: there are no filters");
          }
          PageRequest wanted = PageRequest.of(request);
          EvaluationStore.Page page = catalog.listOperations(wanted.after(), wanted.size());
          return ListOperationsResponse.newBuilder()
              .addAllOperations(page.evaluations().stream().map(this::message).toList())
              .setNextPageToken(page.lastKey().isEmpty() ? "" : wanted.tokenAfter(page.lastKey()))
              .build();
        });
  }

  @Override
  public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(
        observer,
        () -> {
          Instant end = clock.instant().plus(patience(request));
          Evaluation evaluation = catalog.operation(id(request.getName()));
          while (!evaluation.progress().state().isFinal() && clock.instant().isBefore(end)) {
            Thread.sleep(config.eval().watchInterval());
            evaluation = catalog.operation(evaluation.id());
          }
          return message(evaluation);
        });
  }

  @Override
  public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          catalog.cancelOperation(id(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void deleteOperation(DeleteOperationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          catalog.deleteOperation(id(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  private Operation message(Evaluation evaluation) {
    return EvaluationMessages.operation(evaluation, clock.instant());
  }

  private static Duration patience(WaitOperationRequest request) {
    Duration wanted =
        request.hasTimeout()
            ? Duration.ofSeconds(request.getTimeout().getSeconds(), request.getTimeout().getNanos())
            : LONGEST_WAIT;
    Deadline deadline = Context.current().getDeadline();
    Duration left =
        deadline == null
            ? LONGEST_WAIT
            : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)).minus(HEADROOM);
    Duration bounded = wanted.compareTo(left) < 0 ? wanted : left;
    return bounded.compareTo(LONGEST_WAIT) < 0 ? bounded : LONGEST_WAIT;
  }

  private static String id(String name) {
    return OperationName.parse("name", name).id();
  }
}
