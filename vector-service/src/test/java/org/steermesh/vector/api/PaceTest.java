package org.steermesh.vector.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** A caller keeps its place as long as its file moves. */
final class PaceTest {

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Pace pace = new Pace(IDLE, 0);

  @Test
  void aByteNowAndThenIsNotEnough() {
    assertThat(pace.patience(1, seconds(29))).isLessThan(Duration.ofSeconds(2));
    assertThatThrownBy(() -> pace.patience(2, seconds(58)))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.STREAM_IDLE));
  }

  @Test
  void aSlowNetworkIs() {
    for (long second = 1; second < 1000; second += 20) {
      assertThat(pace.patience((second << 20) / 32, seconds(second))).isEqualTo(IDLE);
    }
  }

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
