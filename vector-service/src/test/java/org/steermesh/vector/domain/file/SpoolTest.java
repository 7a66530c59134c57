package org.steermesh.vector.domain.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Files on their way leave a part of the disk to others. */
final class SpoolTest {

  private static final byte[] MIB = new byte[1 << 20];

  @TempDir Path folder;

  @Test
  void aDiskWithoutRoomIsARefusalThatSaysWhenToTryAgain() {
    AtomicLong room = new AtomicLong(Spool.RESERVE + MIB.length);
    try (Spool spool = Spool.open(folder, room::get)) {
      spool.write(MIB);
      room.addAndGet(-MIB.length);
      assertThatThrownBy(() -> spool.write(MIB)).satisfies(SpoolTest::isFull);
      assertThat(spool.size()).isEqualTo(MIB.length);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsOneToo() {
    assertThatThrownBy(() -> Spool.open(folder.resolve("absent"), null))
        .satisfies(SpoolTest::isFull)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("the folder is not there")
        .hasMessageNotContaining(folder.toString());
  }

  private static void isFull(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> {
              assertThat(error.reason()).isEqualTo(ErrorReason.QUEUE_FULL);
              assertThat(error.message()).contains("java.io.tmpdir");
              assertThat(error.retryDelay()).isPositive();
            });
  }
}
