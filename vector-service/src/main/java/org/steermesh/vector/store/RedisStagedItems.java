package org.steermesh.vector.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.task.ChoiceItem;
import org.steermesh.vector.domain.task.ItemStore;

/** Items in a key of their own that expires unless a data set takes it. */
final class RedisStagedItems implements ItemStore.Staged {

  private static final LuaScript PUT = LuaScript.load(RedisStagedItems.class, "put-items");

  /** Longer than any pause between two blocks. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final Redis redis;
  private final String key = Keys.stagedItems(UUID.randomUUID());
  private int blocks;

  RedisStagedItems(Redis redis) {
    this.redis = redis;
  }

  @Override
  public void add(List<ChoiceItem> items, byte[] index) {
    Map<String, byte[]> fields =
        Map.of("block:" + blocks, StoredJson.write(items), "index:" + blocks, index);
    redis.run(commands -> {
      commands.hset(key, fields);
      return commands.expire(key, KEPT);
    });
    blocks++;
  }

  @Override
  public Dataset putIfAbsent(Dataset dataset) {
    return redis
        .bytes(
            PUT,
            List.of(Keys.DATASETS, Keys.dataset(dataset.id()), key),
            Redis.bytes(dataset.id()),
            Redis.bytes(dataset.digest()),
            StoredJson.write(StoredDataset.of(dataset)))
        .map(StoredDataset::read)
        .orElse(dataset);
  }

  @Override
  public void close() {
    redis.run(commands -> commands.unlink(key));
  }
}
