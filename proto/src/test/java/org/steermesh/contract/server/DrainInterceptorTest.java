package org.steermesh.contract.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.type.v1.Model;

@Timeout(300)
class DrainInterceptorTest {

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch mayAnswer = new CountDownLatch(1);

  @Test
  void aCallInFlightFinishesAndANewOneIsRefused() throws Exception {
    try (TestMesh mesh = new TestMesh(new Slow())) {
      ListenableFuture<Model> inFlight =
          ActivationServiceGrpc.newFutureStub(mesh.channel)
              .getModel(GetModelRequest.getDefaultInstance());
      entered.await();
      CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(mesh.drain::drain);

      RemoteError refusal = callUntilRefused(mesh);
      assertThat(drained).isNotDone();
      mayAnswer.countDown();

      assertThat(refusal.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refusal.reason()).isEqualTo(ErrorReason.DRAINING.name());
      assertThat(refusal.retryDelay()).isNotNull();
      assertThat(inFlight.get().getName()).isEqualTo("models/m");
      assertThat(drained.get()).isTrue();
    }
  }

  @Test
  void aCancelledCallIsNotWaitedFor() throws Exception {
    try (TestMesh mesh = new TestMesh(new Slow())) {
      ListenableFuture<Model> inFlight =
          ActivationServiceGrpc.newFutureStub(mesh.channel)
              .getModel(GetModelRequest.getDefaultInstance());
      entered.await();
      assertThat(inFlight.cancel(true)).isTrue();

      assertThat(mesh.drain.drain()).isTrue();
      mayAnswer.countDown();
    }
  }

  @Test
  void aCallThatDoesNotEndIsWaitedForNoLongerThanTheLimit() throws Exception {
    try (TestMesh mesh = new TestMesh(new Slow(), Duration.ofMillis(50))) {
      ListenableFuture<Model> inFlight =
          ActivationServiceGrpc.newFutureStub(mesh.channel)
              .getModel(GetModelRequest.getDefaultInstance());
      entered.await();

      assertThat(mesh.drain.drain()).isFalse();
      mayAnswer.countDown();
      assertThat(inFlight.get(30, TimeUnit.SECONDS).getName()).isEqualTo("models/m");
    }
  }

  /** Calls made before the drain has begun are still accepted: they are cancelled at once. */
  private static RemoteError callUntilRefused(TestMesh mesh) throws Exception {
    while (true) {
      StatusRuntimeException thrown =
          assertThatExceptionOfType(StatusRuntimeException.class)
              .isThrownBy(() ->
                  ActivationServiceGrpc.newBlockingStub(mesh.channel)
                      .withDeadlineAfter(1, TimeUnit.SECONDS)
                      .getModel(GetModelRequest.getDefaultInstance()))
              .actual();
      if (thrown.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
        return StatusTranslator.read(thrown);
      }
    }
  }

  private final class Slow extends ActivationServiceGrpc.ActivationServiceImplBase {

    private final BlockingCalls calls = new BlockingCalls();

    @Override
    public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
      calls.answer(
          observer,
          () -> {
            entered.countDown();
            mayAnswer.await();
            return Model.newBuilder().setName("models/m").build();
          });
    }
  }
}
