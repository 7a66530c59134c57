package org.steermesh.vector.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;

/** Hashes that come block by block, and are forgotten unless something takes them as a whole. */
final class Staging {

  private static final Logger LOG = Logger.getLogger(Staging.class.getName());

  private static final LuaScript STAGE = LuaScript.load(Staging.class, "stage");

  /** Longer than any pause between two blocks. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final Duration RETRY = Duration.ofSeconds(1);

  private Staging() {}

  /** Adds a block: field, value, field, value... */
  static void add(Redis redis, String key, List<byte[]> fields) {
    List<byte[]> values = new ArrayList<>(List.of(Redis.bytes(KEPT.toMillis())));
    values.addAll(fields);
    redis.number(STAGE, List.of(key), values.toArray(byte[][]::new));
  }

  /** Removes what nothing took, if Redis is there: it expires in any case. */
  static void forget(Redis redis, String key) {
    try {
      redis.run(commands -> commands.unlink(key));
    } catch (SteermeshException e) {
      LOG.log(Level.FINE, "left to expire: {0}", e.message());
    }
  }

  /** Some blocks are gone: Redis lost its last second, its clock jumped, or an hour passed. */
  static SteermeshException incomplete() {
    return new SteermeshException(
            ErrorReason.DEPENDENCY_UNAVAILABLE,
            "Redis does not have all blocks any more that were sent to it; begin again")
        .with("service", "redis")
        .retryAfter(RETRY);
  }
}
