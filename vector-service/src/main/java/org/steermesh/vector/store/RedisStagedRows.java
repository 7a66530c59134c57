package org.steermesh.vector.store;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.StagedRows;

/** Rows in a key of their own that expires unless a version takes it. */
final class RedisStagedRows implements StagedRows {

  /** Longer than any pause between two blocks. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Redis redis;
  private final int width;
  private final String key = Keys.staged(UUID.randomUUID());
  private final MessageDigest sha256 = Digests.newSha256();
  private int rows;
  private int blocks;

  RedisStagedRows(Redis redis, int width) {
    this.redis = redis;
    this.width = width;
  }

  String key() {
    return key;
  }

  @Override
  public void add(RowBlock block) {
    byte[] bytes = block.toBytes(width);
    String field = Integer.toString(blocks);
    redis.run(commands -> {
      commands.hset(key, field, bytes);
      return commands.expire(key, KEPT);
    });
    sha256.update(bytes);
    blocks++;
    rows += block.rows().size();
  }

  /** Some blocks are gone: Redis lost its last second, or an hour passed. */
  static SteermeshException incomplete() {
    return new SteermeshException(
            ErrorReason.DEPENDENCY_UNAVAILABLE,
            "Redis does not have all blocks any more that were sent to it; begin again")
        .with("service", "redis")
        .retryAfter(RETRY);
  }

  @Override
  public Summary finish() {
    if (blocks == 0) {
      throw new IllegalStateException("a sparse version has rows");
    }
    return new Summary(rows, blocks, HexFormat.of().formatHex(sha256.digest()));
  }

  @Override
  public void close() {
    redis.run(commands -> commands.del(key));
  }
}
