package org.steermesh.vector.domain.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Files that are in memory fit into it, however often they are copied. */
final class LibraryLimitsTest {

  private static final long MIB = 1L << 20;

  @Test
  void aSmallHeapBearsSmallerAndFewerFiles() {
    LibraryLimits small = LibraryLimits.of(256 * MIB, 64 << 20, Integer.MAX_VALUE);

    assertThat(small.of(VectorFileFormat.NPZ).bytes()).isEqualTo(16 << 20);
    assertThat(small.of(VectorFileFormat.BUNDLE).bytes()).isEqualTo(Integer.MAX_VALUE);
    assertThat(small.atOnce(256 * MIB, 4)).isEqualTo(1);
    assertThatThrownBy(() -> small.whole().checkBytes(17 << 20)).hasMessageContaining("-Xmx");
  }

  @Test
  void aLargeHeapBearsWhatIsConfigured() {
    LibraryLimits large = LibraryLimits.of(4096 * MIB, 64 << 20, 1 << 20);

    assertThat(large.of(VectorFileFormat.GGUF).bytes()).isEqualTo(64 << 20);
    assertThat(large.of(VectorFileFormat.BUNDLE).bytes()).isEqualTo(1 << 20);
    assertThat(large.atOnce(4096 * MIB, 4)).isEqualTo(4);
    assertThat(large.atOnce(4096 * MIB, 99)).as("2 GiB for 4 copies of each size").isEqualTo(4);
    assertThatThrownBy(() -> large.whole().checkBytes(65 << 20))
        .hasMessageContaining("steermesh.library.max-file-bytes");
    assertThatThrownBy(() -> large.streamed().checkBytes(65 << 20))
        .hasMessageContaining("steermesh.library.max-bundle-bytes");
  }
}
