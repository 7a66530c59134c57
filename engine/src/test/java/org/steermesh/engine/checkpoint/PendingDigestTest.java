package org.steermesh.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

@Timeout(60)
class PendingDigestTest {

  @Test
  void theDigestIsThereOnceItIsComputed() {
    try (PendingDigest digest = new PendingDigest(isStopped -> "d1")) {
      assertThat(digest.result()).isEqualTo("d1");
      assertThat(digest.result()).isEqualTo("d1");
    }
  }

  @Test
  void closingStopsTheReadingAndWaitsForItsEnd() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean hasEnded = new AtomicBoolean();
    PendingDigest digest =
        new PendingDigest(isStopped -> {
          begun.countDown();
          while (!isStopped.getAsBoolean()) {
            Thread.onSpinWait();
          }
          hasEnded.set(true);
          return "stopped";
        });
    begun.await();

    digest.close();

    assertThat(hasEnded).isTrue();
  }

  @Test
  void whatTheReadingThrowsIsThrownToWhoWaits() {
    try (PendingDigest digest =
        new PendingDigest(isStopped -> {
          throw new EngineException(EngineReason.CANCELLED, "no more");
        })) {
      assertThatThrownBy(digest::result).isInstanceOf(EngineException.class).hasMessage("no more");
    }
  }
}
