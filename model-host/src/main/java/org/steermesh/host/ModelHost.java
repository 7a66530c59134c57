package org.steermesh.host;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.ModelName;
import org.steermesh.contract.ResourceId;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.ModelOptions;
import org.steermesh.engine.decoder.Device;
import org.steermesh.engine.decoder.WeightFormat;

/** Opens the service's model when the service starts and closes it when it stops. */
@Singleton
public class ModelHost {

  private static final Logger LOG = Logger.getLogger(ModelHost.class);

  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final ModelConfig config;
  private final ModelQueue queue;
  private final GrpcHealthStorage health;
  private volatile @Nullable LanguageModel model;

  ModelHost(ModelConfig config, ModelQueue queue, GrpcHealthStorage health) {
    this.config = config;
    this.queue = queue;
    this.health = health;
  }

  void start(@Observes StartupEvent event) {
    health
        .getStatuses()
        .keySet()
        .forEach(service -> health.setStatus(service, ServingStatus.NOT_SERVING));
    Path directory = Path.of(config.directory().orElseThrow(ModelHost::directoryUnset));
    long begin = System.nanoTime();
    try {
      LanguageModel opened = open(directory);
      model = opened;
      ModelDescription is = opened.description();
      LOG.infof(
          "models/%s: %s, %d blocks, width %d, vocabulary %d, context %d, loaded in %d ms",
          is.name(),
          is.architecture(),
          is.blocks(),
          is.width(),
          is.vocabulary(),
          is.context(),
          Duration.ofNanos(System.nanoTime() - begin).toMillis());
    } catch (EngineException e) {
      String with = config.adapter().map(adapter -> " with the adapter in " + adapter).orElse("");
      throw StartRefused.because(
          "cannot open the model in " + directory + with + ": " + e.getMessage());
    }
    health
        .getStatuses()
        .keySet()
        .forEach(service -> health.setStatus(service, ServingStatus.SERVING));
  }

  private LanguageModel open(Path directory) {
    ModelOptions options = options(directory);
    return config.adapter().isEmpty()
        ? LanguageModel.open(directory, options)
        : LanguageModel.open(directory, Path.of(config.adapter().get()), options);
  }

  /** After calls in flight have been waited for, and after what else computes with the model. */
  void stop(@Observes @Priority(2700) ShutdownEvent event) {
    LanguageModel open = model;
    model = null;
    // The model's native memory must not go while a call still computes with it.
    if (queue.close(LAST_CALLS) && open != null) {
      open.close();
    }
  }

  /** Whether the model is loaded. */
  public boolean isLoaded() {
    return model != null;
  }

  /**
   * The hosted model.
   *
   * @param field the request's field, for errors
   * @param name {@code models/{model}}; empty means the service's own model
   * @throws SteermeshException MODEL_NOT_FOUND when another model is hosted here
   */
  public LanguageModel model(String field, String name) {
    LanguageModel loaded = model;
    if (loaded == null) {
      throw new SteermeshException(
              ErrorReason.DEPENDENCY_UNAVAILABLE, "the model is not loaded yet; retry")
          .retryAfter(Duration.ofSeconds(1));
    }
    String own = loaded.description().name();
    if (!name.isEmpty() && !ModelName.parse(field, name).id().equals(own)) {
      throw new SteermeshException(
              ErrorReason.MODEL_NOT_FOUND, name + " is not hosted here; models/" + own + " is")
          .with("model", name)
          .with("hosted", "models/" + own);
    }
    return loaded;
  }

  /**
   * The model's name has to serve as a resource id, so a folder's name is brought into its form.
   */
  private ModelOptions options(Path directory) {
    String folders =
        config
            .adapter()
            .map(adapter -> last(directory) + "-" + last(Path.of(adapter)))
            .orElseGet(() -> last(directory));
    String name = config.name().orElseGet(() -> ResourceId.derive(folders));
    if (!config.idleLimit().isPositive()) {
      throw StartRefused.because(
          "steermesh.model.idle-limit is %s; it must be above 0".formatted(config.idleLimit()));
    }
    try {
      return new ModelOptions(
          new ModelName(name).id(),
          format(),
          device(),
          atLeast(0, config.threads(), "threads"),
          atLeast(1, config.maxBatchTokens(), "max-batch-tokens"));
    } catch (SteermeshException e) {
      throw StartRefused.because("steermesh.model.name: " + e.getMessage());
    }
  }

  private static String last(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private @Nullable WeightFormat format() {
    if (config.dtype().equals("auto")) {
      return null;
    }
    return WeightFormat.named(config.dtype())
        .orElseThrow(() ->
            StartRefused.because(
                "steermesh.model.dtype is '%s'; allowed: auto, f32, bf16, f16, int8"
                    .formatted(config.dtype())));
  }

  private @Nullable Device device() {
    if (config.device().equals("auto")) {
      return null;
    }
    return Device.named(config.device())
        .orElseThrow(() ->
            StartRefused.because(
                "steermesh.model.device is '%s'; allowed: auto, cpu, cuda"
                    .formatted(config.device())));
  }

  private static int atLeast(int least, int value, String key) {
    if (value < least) {
      throw StartRefused.because(
          "steermesh.model.%s is %d; it must be at least %d".formatted(key, value, least));
    }
    return value;
  }

  private static RuntimeException directoryUnset() {
    return StartRefused.because(
        "steermesh.model.directory is not set; it must be the folder of a checkpoint");
  }
}
