package org.steermesh.generation.api;

import jakarta.inject.Singleton;
import org.steermesh.generation.config.GenerationConfig;
import org.steermesh.generation.domain.GenerationLoop;
import org.steermesh.host.ModelQueue;

/** What generation needs besides the model. */
@Singleton
final class ServingParts {

  private final GenerationLoop loop;
  private final GenerationMeters meters;
  private final ModelQueue queue;
  private final double doseLimit;
  private final DefaultSteering defaults;

  ServingParts(
      GenerationLoop loop,
      GenerationMeters meters,
      ModelQueue queue,
      DefaultSteering defaults,
      GenerationConfig config) {
    this.loop = loop;
    this.meters = meters;
    this.queue = queue;
    this.doseLimit = config.doseLimit();
    this.defaults = defaults;
  }

  GenerationLoop loop() {
    return loop;
  }

  GenerationMeters meters() {
    return meters;
  }

  /** The line of what is computed beside texts. */
  ModelQueue queue() {
    return queue;
  }

  /** Largest planned dose that needs no permission. */
  double doseLimit() {
    return doseLimit;
  }

  /** What every text is steered with, after what its request asks for. */
  DefaultSteering defaults() {
    return defaults;
  }
}
