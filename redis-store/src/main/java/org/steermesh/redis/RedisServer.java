package org.steermesh.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisServerCommands;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a Redis says of itself, as far as what is kept in it depends on that.
 *
 * @param version {@code 7.0.15}
 * @param appendOnly whether it writes a log of every change
 * @param snapshots whether it writes snapshots; true where it may not be asked
 * @param mostBytes beyond which it has to act; 0 is no bound
 * @param policy what it drops then
 * @param ofCluster whether it is a node of a cluster
 */
record RedisServer(
    String version,
    boolean appendOnly,
    boolean snapshots,
    long mostBytes,
    String policy,
    boolean ofCluster) {

  private static final int LEAST_MAJOR = 6;
  private static final int LEAST_MINOR = 2;

  /** Asks a server; empty where it may not be asked. */
  static Optional<RedisServer> ask(RedisServerCommands<String, byte[]> redis) {
    try {
      Map<String, String> said = new TreeMap<>();
      for (String line : redis.info().split("\r?\n", -1)) {
        int border = line.indexOf(':');
        if (border > 0) {
          said.put(line.substring(0, border), line.substring(border + 1).strip());
        }
      }
      return Optional.of(
          new RedisServer(
              said.getOrDefault("redis_version", ""),
              said.getOrDefault("aof_enabled", "0").equals("1"),
              snapshots(redis),
              Long.parseLong(said.getOrDefault("maxmemory", "0")),
              said.getOrDefault("maxmemory_policy", "noeviction"),
              said.getOrDefault("cluster_enabled", "0").equals("1")));
    } catch (RedisCommandExecutionException e) {
      requireForbidden(e);
      return Optional.empty();
    }
  }

  /**
   * Whether it may not be asked at all, in whatever words; thrown is what passes, as while a script
   * keeps it busy, and what refuses the service itself.
   */
  private static void requireForbidden(RedisCommandExecutionException e) {
    String said = String.valueOf(e.getMessage());
    if (Redis.isPassing(e) || said.startsWith("NOAUTH") || said.startsWith("WRONGPASS")) {
      throw e;
    }
  }

  private static boolean snapshots(RedisServerCommands<String, byte[]> redis) {
    try {
      return !redis.configGet("save").getOrDefault("save", "unknown").isBlank();
    } catch (RedisCommandExecutionException e) {
      requireForbidden(e);
      return true;
    }
  }

  /** Why a service must not work with it; empty if it may. */
  Optional<String> refusal(RedisConfig config) {
    if (ofCluster && !config.cluster()) {
      return Optional.of("is a node of a cluster; set steermesh.redis.cluster=true");
    }
    if (isTooOld()) {
      return Optional.of(
          "is version %s; %d.%d or later is needed".formatted(version, LEAST_MAJOR, LEAST_MINOR));
    }
    if (mayDropAnything() && !config.allowEviction()) {
      return Optional.of(
          ("drops any key when it holds %d bytes (maxmemory-policy %s), and so would lose vectors;"
                  + " set maxmemory-policy noeviction, or steermesh.redis.allow-eviction=true to"
                  + " start all the same")
              .formatted(mostBytes, policy));
    }
    return Optional.empty();
  }

  /** What a person must know before trusting it. */
  List<String> warnings() {
    if (!appendOnly && !snapshots) {
      return List.of("KEEPS NOTHING: WHAT IS STORED IS LOST WHEN IT STOPS; set appendonly yes");
    }
    if (mayDropAnything()) {
      return List.of("MAY DROP VECTORS when its memory is full, which was allowed");
    }
    return appendOnly
        ? List.of()
        : List.of("writes snapshots only: what came after the last is lost when it is killed");
  }

  private boolean mayDropAnything() {
    return mostBytes > 0 && policy.startsWith("allkeys-");
  }

  private boolean isTooOld() {
    String[] parts = version.split("\\.", -1);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
      return major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
