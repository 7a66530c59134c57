package org.steermesh.vector.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Who waits for whom where files are worked on one at a time. */
final class FileGateTest {

  private static final int MOST = 10;

  private final FileGate gate = new FileGate(1, MOST, Duration.ofSeconds(30));

  @Test
  void aSmallFileDoesNotWaitForALargeOne() throws Exception {
    assertThat(gate.<String>work(MOST + 1, () -> gate.work(MOST, () -> "in"))).isEqualTo("in");
    assertThat(gate.<String>work(MOST, () -> gate.work(MOST + 1, () -> "in"))).isEqualTo("in");
  }

  @Test
  void aCallerWhoHasGoneGivesUpItsPlaceInTheQueue() throws Exception {
    try (Context.CancellableContext gone = Context.current().withCancellation()) {
      gone.cancel(null);
      gate.work(
          MOST,
          () -> {
            assertThatThrownBy(() -> gone.call(() -> gate.work(MOST, () -> "in")))
                .isInstanceOfSatisfying(
                    SteermeshException.class,
                    error -> assertThat(error.reason()).isEqualTo(ErrorReason.CANCELLED));
            return "done";
          });
    }
  }
}
