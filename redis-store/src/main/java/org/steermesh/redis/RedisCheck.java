package org.steermesh.redis;

import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Looks at Redis on the first connection, before anything is read or written over it: one that
 * would lose vectors is refused, again with every attempt until it is set right; one that may is
 * told of, once.
 */
final class RedisCheck {

  private static final Logger LOG = Logger.getLogger(RedisCheck.class);

  private final RedisConfig config;
  private final RedisTarget target;
  private boolean passed;

  RedisCheck(RedisConfig config, RedisTarget target) {
    this.config = config;
    this.target = target;
  }

  /**
   * Looks at what a connection leads to, unless another one led there before. In a cluster, a node
   * that keeps nothing of the service's is left out where it does not answer.
   *
   * @throws RedisRefused when nobody may work with it
   * @throws RedisException when the server that keeps the service's keys does not answer
   */
  synchronized void look(RedisLink link) {
    if (passed) {
      return;
    }
    List<Optional<RedisServer>> servers = new ArrayList<>();
    servers.add(RedisServer.ask(link.own().get()));
    for (RedisLink.Other other : link.others().get()) {
      try {
        servers.add(RedisServer.ask(other.commands().get()));
      } catch (RedisException e) {
        LOG.warnf(
            "a node of the cluster, %s, keeps nothing of this service and does not answer: %s;"
                + " what it would do to what it is given is not known",
            other.address(), Redis.reason(e));
      }
    }
    for (var server : servers) {
      server
          .flatMap(known -> known.refusal(config))
          .ifPresent(why -> {
            throw new RedisRefused("Redis at %s %s".formatted(target.address(), why));
          });
    }
    for (var server : servers) {
      server.ifPresentOrElse(this::warn, this::tellUnknown);
    }
    passed = true;
  }

  private void warn(RedisServer server) {
    server.warnings().forEach(what -> LOG.warnf("Redis at %s %s", target.address(), what));
  }

  private void tellUnknown() {
    LOG.warnf(
        "Redis at %s may not be asked for its settings (INFO): whether it keeps what it is given is"
            + " not known",
        target.address());
  }
}
