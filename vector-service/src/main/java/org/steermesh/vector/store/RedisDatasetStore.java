package org.steermesh.vector.store;

import io.lettuce.core.KeyValue;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.PageRequest;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.ContrastivePair;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetStore;

/** Data sets in Redis. */
@Singleton
class RedisDatasetStore implements DatasetStore {

  private static final LuaScript PUT = LuaScript.load(RedisDatasetStore.class, "put-dataset");
  private static final LuaScript DELETE = LuaScript.load(RedisDatasetStore.class, "delete-dataset");

  private final Redis redis;
  private final Redis bulk;

  RedisDatasetStore(Redis redis) {
    this.redis = redis;
    bulk = redis.forPayloads();
  }

  @Override
  public Dataset putIfAbsent(Dataset dataset, List<ContrastivePair> pairs) {
    List<byte[]> values = new ArrayList<>();
    values.add(Redis.bytes(dataset.id()));
    values.add(Redis.bytes(dataset.digest()));
    values.add(StoredJson.write(StoredDataset.of(dataset)));
    for (int first = 0; first < pairs.size(); first += BLOCK) {
      values.add(StoredJson.write(pairs.subList(first, Math.min(pairs.size(), first + BLOCK))));
    }
    return bulk.bytes(
            PUT, List.of(Keys.DATASETS, Keys.dataset(dataset.id())), values.toArray(byte[][]::new))
        .map(StoredDataset::read)
        .orElse(dataset);
  }

  @Override
  public Optional<Dataset> find(String id) {
    return find(List.of(id)).getFirst();
  }

  private List<Optional<Dataset>> find(List<String> ids) {
    return redis.each(ids, (commands, id) -> commands.hmget(Keys.dataset(id), "record")).stream()
        .map(found -> found.getFirst().optional().map(StoredDataset::read))
        .toList();
  }

  @Override
  public Optional<List<ContrastivePair>> readBlock(Dataset dataset, int block) {
    List<KeyValue<String, byte[]>> found =
        bulk.run(
            commands -> commands.hmget(Keys.dataset(dataset.id()), "digest", "block:" + block));
    KeyValue<String, byte[]> digest = found.get(0);
    KeyValue<String, byte[]> items = found.get(1);
    if (!items.hasValue() || !dataset.digest().equals(Redis.text(digest.getValue()))) {
      return Optional.empty();
    }
    return Optional.of(List.of(StoredJson.read(items.getValue(), ContrastivePair[].class)));
  }

  @Override
  public PageRequest.Page<Dataset> list(PageRequest page, String behaviour) {
    return new PageScan<Dataset>(
            (last, count) -> redis.after(Keys.DATASETS, last, count), this::find)
        .list(page, dataset -> behaviour.isEmpty() || dataset.behaviour().equals(behaviour));
  }

  @Override
  public boolean delete(String id) {
    List<String> keys = List.of(Keys.DATASETS, Keys.dataset(id));
    return redis.number(DELETE, keys, Redis.bytes(id)) == 1;
  }
}
