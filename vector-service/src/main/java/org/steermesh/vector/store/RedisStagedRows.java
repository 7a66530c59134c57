package org.steermesh.vector.store;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.StagedRows;

/** Rows in a key of their own that expires unless a version takes it. */
final class RedisStagedRows implements StagedRows {

  private final Redis redis;
  private final int width;
  private final String key = Keys.staged(UUID.randomUUID());
  private final MessageDigest sha256 = Digests.newSha256();
  private int rows;
  private int blocks;
  private boolean settled;

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
    Staging.add(redis, key, List.of(Redis.bytes(blocks), bytes));
    sha256.update(bytes);
    blocks++;
    rows += block.rows().size();
  }

  @Override
  public Summary finish() {
    if (blocks == 0) {
      throw new IllegalStateException("a sparse version has rows");
    }
    return new Summary(rows, blocks, HexFormat.of().formatHex(sha256.digest()));
  }

  /** Says that a version has them, or needs them no more. */
  void settle() {
    settled = true;
  }

  @Override
  public void close() {
    if (!settled) {
      Staging.forget(redis, key);
    }
  }
}
