package org.steermesh.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

class ModelQueueTest {

  private final ModelQueue queue = new ModelQueue(1, 1, Duration.ofMinutes(1));
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void letAllEnd() {
    mayEnd.countDown();
    assertThat(queue.close(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aFullLineRefusesTheNextCallAndSaysWhenToRetry() {
    try (var first = queue.admit();
        var second = queue.admit()) {
      assertThatThrownBy(queue::admit)
          .isInstanceOfSatisfying(
              SteermeshException.class,
              refusal -> {
                assertThat(refusal.reason()).isEqualTo(ErrorReason.QUEUE_FULL);
                assertThat(refusal.retryDelay()).isPositive();
                assertThat(refusal.metadata()).containsEntry("waiting_limit", "1");
              });
      assertThat(first).isNotSameAs(second);
    }
    queue.admit().close();
  }

  @Test
  void aCallThatCancelsWhileItWaitsLeavesAtOnce() throws InterruptedException {
    try (var computing = queue.admit();
        var waiting = queue.admit()) {
      CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> hold(computing));
      begun.await();
      Context.CancellableContext caller = Context.current().withCancellation();
      CompletableFuture<String> second =
          CompletableFuture.supplyAsync(
              () -> waiting.run(cancel -> "ran"),
              caller.fixedContextExecutor(Thread::startVirtualThread));
      caller.cancel(null);

      assertThatThrownBy(second::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              EngineException.class,
              refusal -> assertThat(refusal.reason()).isEqualTo(EngineReason.CANCELLED));
      assertThat(first).isNotDone();
      mayEnd.countDown();
      assertThat(first.join()).isEqualTo("held");
    }
  }

  @Test
  void workThatRunsIsToldThatItsCallerWentAway() {
    Context.CancellableContext caller = Context.current().withCancellation();
    Context before = caller.attach();
    try (var seat = queue.admit()) {
      boolean told =
          seat.run(cancel -> {
            boolean early = cancel.isCancelled();
            caller.cancel(null);
            return !early && cancel.isCancelled();
          });
      assertThat(told).isTrue();
    } finally {
      caller.detach(before);
    }
  }

  @Test
  void whatTheWorkThrowsReachesItsCaller() {
    EngineException refusal = new EngineException(EngineReason.PROMPT_EMPTY, "no token");
    try (var seat = queue.admit()) {
      assertThatThrownBy(() ->
              seat.run(cancel -> {
                throw refusal;
              }))
          .isSameAs(refusal);
    }
  }

  @Test
  void loadTellsRunningFromWaiting() throws InterruptedException {
    try (var computing = queue.admit();
        var waiting = queue.admit()) {
      CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> hold(computing));
      begun.await();

      assertThat(queue.running()).isEqualTo(1);
      assertThat(queue.waiting()).isEqualTo(1);
      mayEnd.countDown();
      assertThat(first.join()).isEqualTo("held");
      String second = waiting.run(cancel -> "ran");
      assertThat(second).isEqualTo("ran");
    }
    assertThat(queue.waiting()).isZero();
  }

  private String hold(ModelQueue.Seat seat) {
    return seat.run(cancel -> {
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "held";
    });
  }
}
