package org.steermesh.host;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the model is loaded. */
@Readiness
@ApplicationScoped
class ModelReadiness implements HealthCheck {

  private final ModelHost host;

  ModelReadiness(ModelHost host) {
    this.host = host;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("model loaded").status(host.isLoaded()).build();
  }
}
