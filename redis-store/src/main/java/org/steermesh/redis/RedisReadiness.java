package org.steermesh.redis;

import io.lettuce.core.api.sync.RedisCommands;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.steermesh.contract.SteermeshException;

/** The service is ready while Redis answers; the log is told when that changes, and only then. */
@Readiness
@Singleton
class RedisReadiness implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(RedisReadiness.class);
  private static final String NAME = "redis";

  private final Redis redis;
  private final AtomicBoolean away = new AtomicBoolean();

  RedisReadiness(Redis redis) {
    this.redis = redis;
  }

  @Override
  public HealthCheckResponse call() {
    try {
      redis.run(RedisCommands::ping);
      if (away.getAndSet(false)) {
        LOG.info("Redis answers; ready");
      }
      return HealthCheckResponse.up(NAME);
    } catch (SteermeshException e) {
      if (!away.getAndSet(true)) {
        LOG.warnf("not ready: %s", e.message());
      }
      return HealthCheckResponse.named(NAME).down().withData("reason", e.message()).build();
    }
  }
}
