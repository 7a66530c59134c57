package org.steermesh.engine.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;

/** Reading all weights takes minutes where they are many; nobody else waits for it. */
class AutoencoderDigestTest {

  private static final int WIDTH = 16;
  private static final Set<Thread.State> BLOCKED_OR_ENDED =
      Set.of(Thread.State.BLOCKED, Thread.State.TERMINATED);

  @TempDir Path folder;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void activationsAreEncodedWhileTheDigestIsRead() throws Exception {
    try (SparseAutoencoder autoencoder = open()) {
      CompletableFuture<String> digest = heldBack(autoencoder);

      assertThat(autoencoder.encode(new float[WIDTH], 1).rows()).isEqualTo(1);

      assertThat(digest).isNotDone();
      gate.countDown();
      assertThat(digest.join()).isEqualTo(autoencoder.digest());
    }
  }

  @Test
  void closingEndsTheReadingOfTheDigestAndWaitsForThat() throws Exception {
    SparseAutoencoder autoencoder = open();
    CompletableFuture<String> digest = heldBack(autoencoder);
    Thread closer = Thread.ofPlatform().start(autoencoder::close);
    while (!BLOCKED_OR_ENDED.contains(closer.getState())) {
      Thread.onSpinWait();
    }

    assertThat(closer.getState()).isEqualTo(Thread.State.BLOCKED);
    gate.countDown();
    assertThatThrownBy(digest::join)
        .hasCauseInstanceOf(EngineException.class)
        .cause()
        .extracting(thrown -> ((EngineException) thrown).reason())
        .isEqualTo(EngineReason.CANCELLED);
    closer.join();
    assertThatThrownBy(autoencoder::digest).isInstanceOf(EngineException.class);
  }

  private SparseAutoencoder open() {
    return SparseAutoencoder.open(new RandomAutoencoder(WIDTH, 300, 3).write(folder));
  }

  /** A digest whose reading has begun, and goes on when the gate opens. */
  private CompletableFuture<String> heldBack(SparseAutoencoder autoencoder)
      throws InterruptedException {
    CompletableFuture<String> digest =
        CompletableFuture.supplyAsync(
            () -> autoencoder.digest(this::isNever), work -> Thread.ofPlatform().start(work));
    begun.await();
    return digest;
  }

  private boolean isNever() {
    begun.countDown();
    try {
      // Bounded, so that who waits for it all the same is told so.
      boolean _ = gate.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return false;
  }
}
