package org.steermesh.activation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.host.testing.Golden;

class HeldSaeTest {

  private static final SaeName NAME = new SaeName("held");
  private static final Path GOLDEN = Golden.saes().resolve("jumprelu");
  private static final String WEIGHTS = "sae_weights.safetensors";

  @TempDir Path folder;
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void whoeverDoesNotWaitForADigestIsToldItLater() {
    try (HeldSae sae = HeldSae.open(NAME, GOLDEN, this::slowly)) {
      assertThat(sae.knownDigest()).isEmpty();
      assertThat(sae.digestWithin(Duration.ZERO)).isEmpty();

      gate.countDown();

      String digest = sae.readable().digest();
      assertThat(sae.digestWithin(Duration.ofMinutes(1))).isEqualTo(digest);
      assertThat(sae.knownDigest()).isEqualTo(digest);
      assertThat(sae.digest()).isEqualTo(digest);
    }
  }

  private String slowly(SparseAutoencoder sae) {
    try {
      // Bounded, so that who waits for it all the same is told so.
      boolean _ = gate.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return sae.digest();
  }

  @Test
  void whatCannotBeReadHasNoDigest() {
    try (HeldSae sae = HeldSae.open(NAME, folder)) {
      assertThatThrownBy(() -> sae.digestWithin(Duration.ZERO))
          .isInstanceOf(SteermeshException.class)
          .hasMessageContaining("cannot be used");
    }
  }

  @Test
  void aFileThatCannotBeReadNowIsReadAgainTheNextTime() throws IOException {
    Path cut = folder.resolve(WEIGHTS);
    Files.copy(GOLDEN.resolve("cfg.json"), folder.resolve("cfg.json"));
    Files.copy(GOLDEN.resolve(WEIGHTS), cut);
    byte[] whole = Files.readAllBytes(cut);
    try (HeldSae sae = HeldSae.open(NAME, folder);
        FileChannel file = FileChannel.open(cut, StandardOpenOption.WRITE)) {
      file.truncate(0);
      assertThatThrownBy(() -> sae.digestWithin(Duration.ofMinutes(1)))
          .isInstanceOfSatisfying(
              SteermeshException.class,
              error -> assertThat(error.reason()).isEqualTo(ErrorReason.SAE_INVALID))
          .hasMessageContaining("cannot be read any more");

      // In its place: the mapping is one of this file.
      Files.write(cut, whole, StandardOpenOption.WRITE);
      assertThat(sae.digestWithin(Duration.ofMinutes(1))).matches("[0-9a-f]{64}");
    }
  }
}
