package org.steermesh.vector.api;

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
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Duration;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.vector.domain.BuildOperations;

/** Speaks {@code google.longrunning} for the builds of this mesh. */
@GrpcService
class OperationsGrpcService extends OperationsGrpc.OperationsImplBase {

  /** What a wait without a timeout, or with a longer one, is cut to. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final BuildOperations builds;
  private final BlockingCalls calls = new BlockingCalls();

  OperationsGrpcService(BuildOperations builds) {
    this.builds = builds;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, () -> BuildProtos.operation(builds.get(name(request.getName()))));
  }

  @Override
  public void listOperations(
      ListOperationsRequest request, StreamObserver<ListOperationsResponse> observer) {
    calls.answer(
        observer,
        () -> {
          if (!request.getFilter().isEmpty()) {
            throw SteermeshException.ofField("filter", "must be empty: no filter is understood");
          }
          var page = builds.list(PageRequest.of(request));
          return ListOperationsResponse.newBuilder()
              .addAllOperations(page.items().stream().map(BuildProtos::operation).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(
        observer,
        () -> {
          Context call = Context.current();
          return BuildProtos.operation(
              builds.await(name(request.getName()), limit(request), call::isCancelled));
        });
  }

  private static Duration limit(WaitOperationRequest request) {
    if (!request.hasTimeout()) {
      return LONGEST_WAIT;
    }
    long seconds = request.getTimeout().getSeconds();
    int nanos = request.getTimeout().getNanos();
    if (seconds < 0 || nanos < 0) {
      throw SteermeshException.ofField("timeout", "is negative: it must be 0 or more");
    }
    return seconds >= LONGEST_WAIT.toSeconds() ? LONGEST_WAIT : Duration.ofSeconds(seconds, nanos);
  }

  @Override
  public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          builds.cancel(name(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void deleteOperation(DeleteOperationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          builds.delete(name(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  private static OperationName name(String name) {
    return OperationName.parse("name", name);
  }
}
