package org.steermesh.generation.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.steermesh.contract.server.DrainInterceptor;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.generation.domain.GenerationLoop;
import org.steermesh.generation.domain.GenerationLoop.Settings;
import org.steermesh.host.ModelHost;

/** Sets the generation loop up, and stops it before the model goes. */
@Singleton
final class Serving {

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final GenerationLoop loop;

  Serving(ModelHost host, GenerationConfig config) {
    Settings settings =
        new Settings(
            (int) atLeast(1, config.rows(), "rows"),
            (int) atLeast(0, config.queue(), "queue"),
            (int) atLeast(1, config.promptTokens(), "prompt-tokens"),
            atLeast(0, config.cacheBytes(), "cache-bytes"),
            atLeast(0, config.prefixBytes(), "prefix-bytes"));
    if (!(config.doseLimit() > 0)) {
      throw StartRefused.because(
          "steermesh.generation.dose-limit is %s; it must be above 0"
              .formatted(config.doseLimit()));
    }
    this.loop = new GenerationLoop(() -> host.model("model", ""), settings);
  }

  private static long atLeast(long least, long value, String key) {
    if (value < least) {
      throw StartRefused.because(
          "steermesh.generation.%s is %d; it must be at least %d".formatted(key, value, least));
    }
    return value;
  }

  @Produces
  @Singleton
  GenerationLoop loop() {
    return loop;
  }

  /** Wrong values stop the start, not the first call. */
  void start(@Observes StartupEvent event) {}

  /**
   * After calls in flight have been waited for, and while those that are left can still be told why
   * they end.
   */
  void stop(@Observes @Priority(2550) ShutdownEvent event, DrainInterceptor drain) {
    loop.close();
    drain.await(LAST_WORDS);
  }
}
