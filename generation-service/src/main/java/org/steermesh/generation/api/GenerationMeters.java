package org.steermesh.generation.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import org.steermesh.contract.VersionName;
import org.steermesh.generation.domain.GenerationLoop;
import org.steermesh.generation.domain.ServingLoad;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.type.v1.SteeringReceipt;

/** What generation comes to, for dashboards; and a line of the access log for every text. */
@Singleton
final class GenerationMeters {

  private static final Logger ACCESS = Logger.getLogger("org.steermesh.access");

  private static final String PREFIX = "steermesh.generation.";

  private final MeterRegistry registry;
  private final Timer firstToken;
  private final Timer betweenTokens;
  private final DistributionSummary dose;

  GenerationMeters(MeterRegistry registry, GenerationLoop loop) {
    this.registry = registry;
    this.firstToken = timer("first.token", "From the call to a text's first token");
    this.betweenTokens = timer("between.tokens", "From one token of a text to the next");
    this.dose =
        DistributionSummary.builder(PREFIX + "dose")
            .description("Largest relative dose of an intervention in a text")
            .publishPercentileHistogram()
            .minimumExpectedValue(0.001)
            .maximumExpectedValue(100.0)
            .register(registry);
    gauge(loop, "running", "Texts being generated", ServingLoad::running);
    gauge(loop, "waiting", "Texts that wait", ServingLoad::waiting);
    gauge(loop, "cache.bytes", "Memory of keys and values", ServingLoad::cacheBytes);
    gauge(loop, "prefix.bytes", "Memory kept of inputs for later ones", ServingLoad::prefixBytes);
    gauge(loop, "reserved.tokens", "Tokens that may come to be kept", ServingLoad::reservedTokens);
    gauge(loop, "refused", "Texts refused since the start", load -> load.done().refused());
  }

  private Timer timer(String name, String description) {
    return Timer.builder(PREFIX + name)
        .description(description)
        .publishPercentileHistogram()
        .register(registry);
  }

  private void gauge(
      GenerationLoop loop, String name, String description, ToDoubleFunction<ServingLoad> value) {
    Gauge.builder(PREFIX + name, loop, each -> value.applyAsDouble(each.load()))
        .description(description)
        .register(registry);
  }

  private void count(String name, String key, String value, double amount) {
    Counter.builder(PREFIX + name).tag(key, value).register(registry).increment(amount);
  }

  /**
   * Measures a call.
   *
   * @param arrived when it came, by {@link System#nanoTime}
   * @param texts how many it makes
   */
  Call call(long arrived, int texts) {
    return new Call(arrived, texts);
  }

  /** One call. For one thread. */
  final class Call {

    private final long arrived;
    private final OptionalLong[] latest;

    private Call(long arrived, int texts) {
      this.arrived = arrived;
      this.latest = new OptionalLong[texts];
      Arrays.fill(latest, OptionalLong.empty());
    }

    /**
     * A token of a text has come.
     *
     * @param nanos when, by {@link System#nanoTime}
     */
    void token(int text, long nanos) {
      Timer timer = latest[text].isPresent() ? betweenTokens : firstToken;
      timer.record(nanos - latest[text].orElse(arrived), TimeUnit.NANOSECONDS);
      latest[text] = OptionalLong.of(nanos);
    }

    /**
     * A text has ended well.
     *
     * @param steering what it was steered with, of which its receipt tells
     */
    void end(GenerationSummary summary, Steering steering) {
      count("texts", "finish", summary.getFinishReason().name(), 1);
      count("tokens", "kind", "input", summary.getInputTokenCount());
      count("tokens", "kind", "cached", summary.getCachedTokenCount());
      count("tokens", "kind", "generated", summary.getGeneratedTokenCount());
      for (int i = 0; i < summary.getReceipt().getEntriesCount(); i++) {
        entry(summary.getReceipt().getEntries(i), steering.isGated(steering.origins().get(i)));
      }
      if (summary.hasUnsteered()) {
        count("unsteered", "reason", summary.getUnsteered().getReason(), 1);
      }
      if (summary.getWatch().getAlarmCount() > 0) {
        count("watch.alarms", "finish", summary.getFinishReason().name(), 1);
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrived);
      ACCESS.infof(
          "Generate %s input=%d cached=%d generated=%d ms=%d%s%s",
          summary.getFinishReason(),
          summary.getInputTokenCount(),
          summary.getCachedTokenCount(),
          summary.getGeneratedTokenCount(),
          millis,
          summary.hasUnsteered() ? " unsteered=" + summary.getUnsteered().getReason() : "",
          receipts(summary.getReceipt()));
    }
  }

  private void entry(SteeringReceipt.Entry entry, boolean gated) {
    dose.record(entry.getLargestDose());
    int changed = entry.getPromptTokenCount() + entry.getGeneratedTokenCount();
    count("steered.tokens", "version", vector(entry), changed);
    if (gated) {
      count("gate.tokens", "state", "closed", entry.getClosedTokenCount());
      count("gate.tokens", "state", "open", changed);
    }
  }

  /** By vector, not by version: those come and go, and each is a time series of its own. */
  private static String vector(SteeringReceipt.Entry entry) {
    return entry.getVersion().isEmpty()
        ? "inline"
        : VersionName.parse("version", entry.getVersion()).vector().toString();
  }

  private static String receipts(SteeringReceipt receipt) {
    StringBuilder text = new StringBuilder();
    for (SteeringReceipt.Entry entry : receipt.getEntriesList()) {
      text.append(
          " steered=%s@%d/%s:%s tokens=%d+%d dose=%.4f"
              .formatted(
                  entry.getVersion().isEmpty() ? "inline" : entry.getVersion(),
                  entry.getSite().getBlock(),
                  entry.getSite().getTarget(),
                  entry.getStrength(),
                  entry.getPromptTokenCount(),
                  entry.getGeneratedTokenCount(),
                  entry.getLargestDose()));
    }
    return text.toString();
  }
}
