package org.steermesh.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection, made when first needed. A broken one heals itself; a silent one, as behind a cut
 * network that tells nobody, is given up and made anew.
 */
final class RedisLane {

  /** Unanswered commands in a row that make a connection suspect. */
  private static final int MOST_SILENCES = 3;

  /** How long everybody is told of a failed attempt, before the next. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

  private final Supplier<RedisLink> opener;
  private final AtomicInteger silences = new AtomicInteger();
  private @Nullable RedisLink link;
  private @Nullable RedisException failure;
  private long failedAt;

  RedisLane(Supplier<RedisLink> opener) {
    this.opener = opener;
  }

  /**
   * Uses the connection.
   *
   * @throws RedisException what the use throws, or when no connection can be made now
   */
  <T extends @Nullable Object> T use(Function<RedisLink, T> use) {
    RedisLink used = get();
    try {
      T answer = use.apply(used);
      silences.set(0);
      return answer;
    } catch (RedisCommandTimeoutException e) {
      if (silences.incrementAndGet() >= MOST_SILENCES) {
        giveUp(used);
      }
      throw e;
    }
  }

  private synchronized RedisLink get() {
    if (link != null) {
      return link;
    }
    if (failure != null && System.nanoTime() - failedAt < BETWEEN_ATTEMPTS.toNanos()) {
      throw failure;
    }
    try {
      RedisLink made = opener.get();
      link = made;
      failure = null;
      return made;
    } catch (RedisException e) {
      failure = e;
      failedAt = System.nanoTime();
      throw e;
    }
  }

  private synchronized void giveUp(RedisLink silent) {
    if (silent.equals(link)) {
      link = null;
      silences.set(0);
      // Not here: the close waits for its end, and others wait for a new connection.
      Thread.ofVirtual().name("redis-close").start(silent.connection()::close);
    }
  }
}
