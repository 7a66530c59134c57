package org.steermesh.activation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.host.testing.Golden;

class HeldSaeTest {

  private static final SaeName NAME = new SaeName("held");

  @Test
  void whoeverDoesNotWaitForADigestIsToldItLater() {
    try (HeldSae sae = HeldSae.open(NAME, Golden.saes().resolve("jumprelu"))) {
      String digest = sae.readable().digest();

      assertThat(sae.knownDigest()).isEmpty();
      assertThat(sae.digestWithin(Duration.ZERO)).isIn("", digest);
      assertThat(sae.digestWithin(Duration.ofMinutes(1))).isEqualTo(digest);
      assertThat(sae.knownDigest()).isEqualTo(digest);
      assertThat(sae.digest()).isEqualTo(digest);
    }
  }

  @Test
  void whatCannotBeReadHasNoDigest(@TempDir Path empty) {
    try (HeldSae sae = HeldSae.open(NAME, empty)) {
      assertThatThrownBy(() -> sae.digestWithin(Duration.ZERO))
          .isInstanceOf(SteermeshException.class)
          .hasMessageContaining("cannot be used");
    }
  }
}
