package org.steermesh.contract.server;

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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;

/** The methods of {@code google.longrunning.Operations}, over any service's operations. */
final class OperationsMethods extends OperationsGrpc.OperationsImplBase {

  /** What a wait without a timeout, or with a longer one, is cut to. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** An answer leaves this much before the caller's deadline. */
  private static final Duration HEADROOM = Duration.ofMillis(200);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final BlockingCalls calls = new BlockingCalls();
  private final OperationBook book;
  private volatile boolean stopping;

  OperationsMethods(OperationBook book) {
    this.book = book;
  }

  /** Answers everybody who waits with the state that their operation has now. */
  void letWaitersGo() {
    stopping = true;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, () -> book.get(name(request.getName())));
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
          PageRequest.Page<Operation> page = book.list(PageRequest.of(request));
          return ListOperationsResponse.newBuilder()
              .addAllOperations(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, () -> await(name(request.getName()), patience(request)));
  }

  @Override
  public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          book.cancel(name(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void deleteOperation(DeleteOperationRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          book.delete(name(request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  private Operation await(OperationName name, Duration patience) throws InterruptedException {
    Deadline end = Deadline.after(patience.toNanos(), TimeUnit.NANOSECONDS);
    Operation operation = book.get(name);
    while (!operation.getDone()
        && !end.isExpired()
        && !stopping
        && !Context.current().isCancelled()) {
      Thread.sleep(LOOK_AGAIN);
      operation = book.get(name);
    }
    return operation;
  }

  private static Duration patience(WaitOperationRequest request) {
    Duration wanted = request.hasTimeout() ? bounded(request.getTimeout()) : LONGEST_WAIT;
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null) {
      Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
      return left.minus(HEADROOM).compareTo(wanted) < 0 ? left.minus(HEADROOM) : wanted;
    }
    return wanted;
  }

  private static Duration bounded(com.google.protobuf.Duration timeout) {
    if (timeout.getSeconds() < 0 || timeout.getNanos() < 0) {
      throw SteermeshException.ofField("timeout", "is negative: it must be 0 or more");
    }
    return timeout.getSeconds() >= LONGEST_WAIT.toSeconds()
        ? LONGEST_WAIT
        : Duration.ofSeconds(timeout.getSeconds(), timeout.getNanos());
  }

  private static OperationName name(String name) {
    return OperationName.parse("name", name);
  }
}
