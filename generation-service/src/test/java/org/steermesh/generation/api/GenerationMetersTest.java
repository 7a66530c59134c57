package org.steermesh.generation.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.generation.domain.GenerationLoop;
import org.steermesh.generation.domain.GenerationLoop.Settings;

class GenerationMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** It runs nothing here. */
  private final GenerationLoop loop =
      new GenerationLoop(
          () -> {
            throw new IllegalStateException("no text is generated");
          },
          new Settings(1, 1, 1, 0, 0));

  private Timer timer(String name) {
    return registry.get("steermesh.generation." + name).timer();
  }

  @Test
  void theFirstTokenIsCountedFromTheCallsArrivalAndOthersFromTheOneBeforeOfTheirText() {
    GenerationMeters.Call call = new GenerationMeters(registry, loop).call(1_000, 2);
    call.token(0, 5_000);
    call.token(1, 6_000);
    call.token(0, 8_000);
    assertThat(timer("first.token").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(9_000);
    assertThat(timer("between.tokens").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(3_000);
  }

  @Test
  void aTokenCameWhenTheLoopMadeItHoweverLongItWaitedForItsReader() throws Exception {
    Arriving arriving = new Arriving(() -> false);
    arriving.text(0).onToken(new GeneratedToken(1, 0, "a", List.of()));
    long waited = System.nanoTime();
    assertThat(arriving.next())
        .isInstanceOfSatisfying(
            Arriving.Token.class, token -> assertThat(waited - token.nanos()).isNotNegative());
  }
}
