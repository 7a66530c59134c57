package org.steermesh.vector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

@Timeout(60)
class WriteTurnsTest {

  private static final int WRITERS = 16;
  private static final int WRITES = 50;

  @Test
  void noMoreWritesRunAtATimeThanHaveTheirTurn() throws InterruptedException {
    WriteTurns turns = new WriteTurns(2, Duration.ofHours(1));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int write = 0; write < WRITES; write++) {
                  turns.take(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    return done.incrementAndGet();
                  });
                }
              }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(done).hasValue(WRITERS * WRITES);
    assertThat(most).hasValueBetween(1, 2);
  }

  @Test
  void aWriteThatFailsLeavesItsTurnToTheNext() {
    WriteTurns turns = new WriteTurns(1, Duration.ofHours(1));
    try {
      turns.take(() -> {
        throw new IllegalStateException("refused");
      });
    } catch (IllegalStateException refused) {
      assertThat(refused).hasMessage("refused");
    }
    assertThat(turns.take(() -> "next").toString()).isEqualTo("next");
  }

  @Test
  void aWriteGoesOnWhenTheOneBeforeItStalls() throws InterruptedException {
    WriteTurns turns = new WriteTurns(1, Duration.ofMillis(1));
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(() ->
                turns.take(() -> {
                  stalled.countDown();
                  return await(over);
                }));
    stalled.await();

    assertThat(turns.take(() -> "second").toString()).isEqualTo("second");

    over.countDown();
    first.join();
  }

  @Test
  void aWriteThatIsInterruptedBeforeItsTurnIsNotDone() {
    WriteTurns turns = new WriteTurns(1, Duration.ofHours(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() ->
            turns.take(() -> {
              throw new AssertionError("it is done");
            }))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.CANCELLED));
    assertThat(Thread.interrupted()).isTrue();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
