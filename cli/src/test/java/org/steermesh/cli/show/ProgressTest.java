package org.steermesh.cli.show;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final AtomicLong clock = new AtomicLong();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void pipeGetsAPlainLineEveryThreeSeconds() {
    try (Progress progress = Progress.start(out, false, "building", clock::get)) {
      for (int second = 0; second <= 7; second++) {
        clock.set(second * 1000L);
        progress.update(second, 10);
      }
    }
    assertThat(text().lines())
        .containsExactly("building: 3/10  30%  0:07 left", "building: 6/10  60%  0:04 left");
    assertThat(text()).doesNotContain("\r");
  }

  @Test
  void pipeIsNotToldTheSameTwice() {
    try (Progress progress = Progress.start(out, false, "building", clock::get)) {
      for (int second = 3; second <= 12; second += 3) {
        clock.set(second * 1000L);
        progress.update(10, 10);
      }
    }
    assertThat(text().lines()).containsExactly("building: 10/10  100%  0:00 left");
  }

  @Test
  void terminalGetsABarThatIsTakenAwayAtTheEnd() {
    try (Progress progress = Progress.start(out, true, "building", clock::get)) {
      clock.set(1000);
      progress.update(5, 10);
    }
    assertThat(text()).contains("building [############............] 5/10  50%  0:01 left");
    assertThat(text()).endsWith(" \r").doesNotContain("\n");
  }

  @Test
  void unknownTotalShowsThatWorkGoesOn() {
    try (Progress progress = Progress.start(out, false, "building", clock::get)) {
      clock.set(5000);
      progress.update(0, 0);
    }
    assertThat(text().lines()).containsExactly("building ...");
  }

  private String text() {
    return bytes.toString(UTF_8);
  }
}
