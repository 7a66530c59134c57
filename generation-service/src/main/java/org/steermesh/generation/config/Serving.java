package org.steermesh.generation.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.contract.server.DrainInterceptor;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.generation.domain.GenerationLoop;
import org.steermesh.generation.domain.GenerationLoop.Settings;
import org.steermesh.generation.domain.VectorSource;
import org.steermesh.generation.domain.WarmVectors;
import org.steermesh.host.ModelHost;

/** Sets the generation loop up, and stops it before the model goes. */
@Singleton
final class Serving {

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final GenerationLoop loop;
  private final WarmVectors warmVectors;

  Serving(ModelHost host, VectorSource vectors, GenerationConfig config) {
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
    if (!config.warmEvery().isPositive()) {
      throw StartRefused.because(
          "steermesh.generation.warm-every is %s; it must be above 0"
              .formatted(config.warmEvery()));
    }
    Set<String> warm = new LinkedHashSet<>();
    config.defaultSteering().orElse(List.of()).forEach(each -> warm.add(steering(each).vector()));
    config.warmVectors().orElse(List.of()).forEach(each -> warm.add(vector(each)));
    this.warmVectors = new WarmVectors(vectors, warm, config.warmEvery());
    this.loop = new GenerationLoop(() -> host.model("model", ""), settings);
  }

  private static String vector(String text) {
    try {
      String name = VersionReference.named(text.strip());
      VersionReference.parse("name", name);
      return name;
    } catch (SteermeshException e) {
      throw StartRefused.because(
          "steermesh.generation.warm-vectors: '%s' is not NAME[@ALIAS|@DIGEST]: %s"
              .formatted(text, e.getMessage()));
    }
  }

  private static SteerSpec steering(String text) {
    try {
      return SteerSpec.parse(text);
    } catch (IllegalArgumentException e) {
      throw StartRefused.because("steermesh.generation.default-steering: " + e.getMessage());
    }
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
  void start(@Observes StartupEvent event) {
    warmVectors.start();
  }

  /**
   * After calls in flight have been waited for, and while those that are left can still be told why
   * they end.
   */
  void stop(@Observes @Priority(2550) ShutdownEvent event, DrainInterceptor drain) {
    warmVectors.close();
    loop.close();
    drain.await(LAST_WORDS);
  }
}
