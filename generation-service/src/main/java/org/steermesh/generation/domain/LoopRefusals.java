package org.steermesh.generation.domain;

import java.time.Duration;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.generation.domain.GenerationLoop.Settings;

/** What those are told whose texts a generation loop does not make, or not to the end. */
final class LoopRefusals {

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private LoopRefusals() {}

  /** There is no place. */
  static SteermeshException full(Settings settings) {
    return new SteermeshException(
            ErrorReason.QUEUE_FULL,
            "%d texts are being generated and %d wait, which is the limit; retry later"
                .formatted(settings.rows(), settings.queue()))
        .with("waiting_limit", Integer.toString(settings.queue()))
        .retryAfter(RETRY_DELAY);
  }

  /** The loop was closed. */
  static SteermeshException stopping() {
    return new SteermeshException(
            ErrorReason.DRAINING, "the service stopped before the text was done; generate it anew")
        .retryAfter(RETRY_DELAY);
  }

  /** Whether its caller left or its time is up is the call's to know. */
  static EngineException cancelled() {
    return new EngineException(EngineReason.CANCELLED, "the caller cancelled");
  }
}
