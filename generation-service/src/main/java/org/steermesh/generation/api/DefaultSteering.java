package org.steermesh.generation.api;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.SteerSpec;
import org.steermesh.contract.server.StartRefused;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.config.GenerationConfig;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.domain.SteeringResolver;
import org.steermesh.generation.domain.WantedIntervention;
import org.steermesh.host.ModelHost;
import org.steermesh.type.v1.Intervention;

/**
 * What every text is steered with, after what its request asks for. That it cannot be is no fault
 * of a request.
 */
@Singleton
final class DefaultSteering {

  private static final String KEY = "steermesh.generation.default-steering";

  /** What is so whatever is configured. */
  private static final Set<ErrorReason> OF_THE_CALL =
      EnumSet.of(ErrorReason.CANCELLED, ErrorReason.DEADLINE_EXCEEDED, ErrorReason.INTERNAL);

  private final List<Intervention> interventions;
  private final double doseLimit;

  DefaultSteering(GenerationConfig config) {
    this.interventions =
        config.defaultSteering().orElse(List.of()).stream().map(DefaultSteering::read).toList();
    this.doseLimit = config.doseLimit();
  }

  private static Intervention read(String text) {
    try {
      return SteerSpec.parse(text).toProto();
    } catch (IllegalArgumentException e) {
      throw StartRefused.because(KEY + ": " + e.getMessage());
    }
  }

  /** Once there is a model that it can be held against. */
  void start(@Observes @Priority(2600) StartupEvent event, ModelHost host) {
    try {
      wanted(host.model("model", "").description());
    } catch (SteermeshException e) {
      throw StartRefused.because(e.message());
    }
  }

  /** As a request would ask for it. */
  List<WantedIntervention> wanted(ModelDescription is) {
    return InterventionProtos.wanted(KEY, interventions, is);
  }

  /**
   * What it comes to alone.
   *
   * @param allowsOverDose whether planned doses may exceed the limit
   * @throws SteermeshException DEFAULT_STEERING_FAILED, or that nobody waits for the answer
   */
  Steering resolve(SteeringResolver resolver, ModelDescription is, boolean allowsOverDose) {
    try {
      Steering steering = resolver.resolve(wanted(is));
      if (!allowsOverDose) {
        steering.requireDoseWithin(doseLimit);
      }
      return steering;
    } catch (SteermeshException e) {
      if (OF_THE_CALL.contains(e.reason())) {
        throw e;
      }
      SteermeshException failure =
          new SteermeshException(
                  ErrorReason.DEFAULT_STEERING_FAILED,
                  "the service cannot steer as %s says: %s".formatted(KEY, e.message()))
              .with(e.metadata())
              .causedBy(e);
      throw e.retryDelay() == null ? failure : failure.retryAfter(e.retryDelay());
    }
  }
}
