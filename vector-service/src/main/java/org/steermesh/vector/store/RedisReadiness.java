package org.steermesh.vector.store;

import io.lettuce.core.api.sync.RedisCommands;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.steermesh.contract.SteermeshException;

/** The service is ready while Redis answers. */
@Readiness
@Singleton
class RedisReadiness implements HealthCheck {

  private static final String NAME = "redis";

  private final Redis redis;

  RedisReadiness(Redis redis) {
    this.redis = redis;
  }

  @Override
  public HealthCheckResponse call() {
    try {
      redis.run(RedisCommands::ping);
      return HealthCheckResponse.up(NAME);
    } catch (SteermeshException e) {
      return HealthCheckResponse.named(NAME).down().withData("reason", e.message()).build();
    }
  }
}
