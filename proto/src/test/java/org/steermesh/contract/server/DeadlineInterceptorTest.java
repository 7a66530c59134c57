package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;

@Timeout(300)
class DeadlineInterceptorTest {

  private final BlockingQueue<Context> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch cancelled = new CountDownLatch(1);

  @Test
  void theDeadlineIsOnTheContextWhereTheTransportSetsIt() throws Exception {
    try (TestMesh mesh = new TestMesh(new Answering())) {
      assertThat(ask(mesh, 100).getName()).isEqualTo("models/m");

      assertThat(secondsLeft(seen.take())).isBetween(30L, 100L);
    }
  }

  @Test
  void theDeadlineIsOnTheContextWhereTheTransportDoesNotSetIt() throws Exception {
    try (TestMesh mesh = new TestMesh(new Answering(), new ForgetContext())) {
      assertThat(ask(mesh, 100).getName()).isEqualTo("models/m");

      assertThat(secondsLeft(seen.take())).isBetween(30L, 100L);
    }
  }

  @Test
  void withoutADeadlineThereIsNone() throws Exception {
    try (TestMesh mesh = new TestMesh(new Answering(), new ForgetContext())) {
      Model model =
          ActivationServiceGrpc.newBlockingStub(mesh.channel)
              .getModel(GetModelRequest.getDefaultInstance());

      assertThat(model.getName()).isEqualTo("models/m");
      assertThat(seen.take().getDeadline()).isNull();
    }
  }

  @Test
  void aPassedDeadlineCancelsTheContextOfRunningWork() throws Exception {
    try (TestMesh mesh = new TestMesh(new WaitingForCancel(), new ForgetContext())) {
      // Again, should a deadline pass before its call has reached the server.
      do {
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(() -> ask(mesh, 1))
            .matches(e -> e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED);
      } while (!cancelled.await(5, TimeUnit.SECONDS));

      assertThat(cancelled.getCount()).isZero();
    }
  }

  private static Model ask(TestMesh mesh, int seconds) {
    return ActivationServiceGrpc.newBlockingStub(mesh.channel)
        .withDeadlineAfter(seconds, TimeUnit.SECONDS)
        .getModel(GetModelRequest.getDefaultInstance());
  }

  private static long secondsLeft(Context context) {
    Deadline deadline = context.getDeadline();
    return deadline == null ? -1 : deadline.timeRemaining(TimeUnit.SECONDS);
  }

  private final class Answering extends ActivationServiceGrpc.ActivationServiceImplBase {
    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
      seen.add(Context.current());
      observer.onNext(Model.newBuilder().setName("models/m").build());
      observer.onCompleted();
    }
  }

  private final class WaitingForCancel extends ActivationServiceGrpc.ActivationServiceImplBase {
    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
      Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
    }
  }

  /** A transport that puts neither deadline nor cancellation on the context. */
  private static final class ForgetContext implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Context previous = Context.ROOT.attach();
      try {
        return next.startCall(call, headers);
      } finally {
        Context.ROOT.detach(previous);
      }
    }
  }
}
