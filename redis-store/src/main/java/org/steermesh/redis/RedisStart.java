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
 * Looks at Redis once when the service starts. Settings that cannot be right end the start; a Redis
 * that is only away is waited for, because services and their Redis start in any order.
 */
@Singleton
class RedisStart {

  private static final Logger LOG = Logger.getLogger(RedisStart.class);

  private static final List<String> REFUSALS = List.of("WRONGPASS", "NOAUTH", "NOPERM");

  private final RedisConnection connection;
  private final RedisConfig config;

  RedisStart(RedisConnection connection, RedisConfig config) {
    this.connection = connection;
    this.config = config;
  }

  /** Before anybody works with it. */
  void start(@Observes @Priority(2) StartupEvent event) {
    look();
  }

  void look() {
    try {
      connection
          .questions()
          .use(link -> {
            LOG.debugf("Redis says %s", link.commands().ping());
            return link.servers().get().stream().map(RedisServer::ask).toList();
          })
          .forEach(server -> server.ifPresentOrElse(this::check, this::tellUnknown));
    } catch (IllegalArgumentException e) {
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

  /** Loses nothing silently: what would is refused, or told. */
  private void check(RedisServer server) {
    server
        .refusal(config)
        .ifPresent(why -> {
          throw StartRefused.because("Redis at %s %s".formatted(connection.address(), why));
        });
    server.warnings().forEach(what -> LOG.warnf("Redis at %s %s", connection.address(), what));
  }

  private void tellUnknown() {
    LOG.warnf(
        "Redis at %s may not be asked for its settings (INFO): whether it keeps what it is given is"
            + " not known",
        connection.address());
  }
}
