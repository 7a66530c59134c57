package org.steermesh.redis;

import io.lettuce.core.RedisException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SteermeshException;

/**
 * The service is ready while Redis answers, in a cluster the node that keeps its keys; the log is
 * told when that changes, and only then.
 */
@Readiness
@Singleton
class RedisReadiness implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(RedisReadiness.class);
  private static final String NAME = "redis";

  private final Redis redis;
  private final RedisConnection connection;
  private final AtomicReference<@Nullable Instant> away = new AtomicReference<>();

  RedisReadiness(Redis redis, RedisConnection connection) {
    this.redis = redis;
    this.connection = connection;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder health =
        HealthCheckResponse.named(NAME).withData("address", connection.address());
    try {
      redis.<Long>run(commands -> commands.exists(connection.probe()));
      if (away.getAndSet(null) != null) {
        LOG.info("Redis answers; ready");
      }
      return health.up().withData("circuit", "closed").build();
    } catch (SteermeshException | RedisException e) {
      String reason = e instanceof SteermeshException told ? told.message() : e.getMessage();
      if (away.compareAndSet(null, Instant.now())) {
        LOG.warnf("not ready: %s", reason);
      }
      // Commands are refused at once while the connection is being made again.
      return health
          .down()
          .withData("circuit", "open")
          .withData("since", String.valueOf(away.get()))
          .withData("reason", reason)
          .build();
    }
  }
}
