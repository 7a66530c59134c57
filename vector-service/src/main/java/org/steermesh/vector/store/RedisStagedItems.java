package org.steermesh.vector.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.task.ChoiceItem;
import org.steermesh.vector.domain.task.ItemStore;

/** Items in a key of their own that expires unless a data set takes it. */
final class RedisStagedItems implements ItemStore.Staged {

  private static final LuaScript PUT = LuaScript.load(RedisStagedItems.class, "put-items");

  /** The items and their index. */
  private static final long FIELDS_OF_BLOCK = 2;

  private final Redis redis;
  private final String key = Keys.stagedItems(UUID.randomUUID());
  private int blocks;
  private boolean taken;

  RedisStagedItems(Redis redis) {
    this.redis = redis;
  }

  @Override
  public void add(List<ChoiceItem> items, byte[] index) {
    Staging.add(
        redis,
        key,
        List.of(
            Redis.bytes("block:" + blocks),
            StoredJson.write(items),
            Redis.bytes("index:" + blocks),
            index));
    blocks++;
  }

  @Override
  public Dataset putIfAbsent(Dataset dataset) {
    Optional<byte[]> there =
        redis.bytes(
            PUT,
            List.of(Keys.DATASETS, Keys.dataset(dataset.id()), key),
            Redis.bytes(dataset.id()),
            Redis.bytes(dataset.digest()),
            StoredJson.write(StoredDataset.of(dataset)),
            Redis.bytes(FIELDS_OF_BLOCK * blocks));
    if (there.map(Redis::text).orElse("").equals("incomplete")) {
      throw Staging.incomplete();
    }
    taken = there.isEmpty();
    return there.map(StoredDataset::read).orElse(dataset);
  }

  @Override
  public void close() {
    if (!taken) {
      Staging.forget(redis, key);
    }
  }
}
