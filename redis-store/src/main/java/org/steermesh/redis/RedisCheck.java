package org.steermesh.redis;

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
   * Looks at what a connection leads to, unless another one led there before.
   *
   * @throws RedisRefused when nobody may work with it
   */
  synchronized void look(RedisLink link) {
    if (passed) {
      return;
    }
    var servers = link.servers().get().stream().map(RedisServer::ask).toList();
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
