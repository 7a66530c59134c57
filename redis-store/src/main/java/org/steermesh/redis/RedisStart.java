package org.steermesh.redis;

import io.lettuce.core.RedisException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;
import org.steermesh.contract.server.StartRefused;

/**
 * Connects to Redis once when the service starts. Settings that cannot be right, and a Redis that
 * is refused, end the start; one that is only away is waited for, because services and their Redis
 * start in any order. It is looked at when it comes.
 */
@Singleton
class RedisStart {

  private static final Logger LOG = Logger.getLogger(RedisStart.class);

  private static final List<String> REFUSALS = List.of("WRONGPASS", "NOAUTH", "NOPERM");

  private final RedisConnection connection;

  RedisStart(RedisConnection connection) {
    this.connection = connection;
  }

  /** Before anybody works with it. */
  void start(@Observes @Priority(2) StartupEvent event) {
    look();
  }

  void look() {
    try {
      String probe = connection.probe();
      Long found = connection.questions().<Long>use(link -> link.commands().exists(probe));
      LOG.debugf("Redis answers, with %d", found);
    } catch (IllegalArgumentException | RedisRefused e) {
      throw StartRefused.because(String.valueOf(e.getMessage()));
    } catch (RedisException e) {
      String reason = Redis.reason(e);
      if (reason.contains("cluster support disabled")) {
        throw StartRefused.because(
            "Redis at %s is no cluster, which steermesh.redis.cluster says"
                .formatted(connection.address()));
      }
      if (REFUSALS.stream().anyMatch(reason::startsWith)) {
        throw StartRefused.because(
            "Redis at %s refuses this service: %s; check steermesh.redis.user and steermesh.redis.password"
                .formatted(connection.address(), reason));
      }
      LOG.warnf(
          "Redis at %s is away: %s; not ready until it answers", connection.address(), reason);
    }
  }
}
