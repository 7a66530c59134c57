package org.steermesh.vector.store;

import io.lettuce.core.KeyValue;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.task.ChoiceItem;
import org.steermesh.vector.domain.task.ItemIndex;
import org.steermesh.vector.domain.task.ItemStore;

/** Items of tasks in Redis, in the hash of their data set. */
@Singleton
class RedisItemStore implements ItemStore {

  /** Fields of one read of an index: about 70 KiB. */
  private static final int INDEX_FIELDS = 64;

  private final Redis redis;

  RedisItemStore(Redis redis) {
    this.redis = redis.forPayloads();
  }

  @Override
  public Staged stage() {
    return new RedisStagedItems(redis);
  }

  @Override
  public ItemIndex readIndex(Dataset dataset) {
    ItemIndex index = new ItemIndex();
    int blocks = Math.ceilDiv(dataset.itemCount(), BLOCK);
    for (int first = 0; first < blocks; first += INDEX_FIELDS) {
      List<String> fields =
          IntStream.range(first, Math.min(blocks, first + INDEX_FIELDS))
              .mapToObj(block -> "index:" + block)
              .toList();
      read(dataset, fields).forEach(index::addBytes);
    }
    return index;
  }

  @Override
  public List<ChoiceItem> read(Dataset dataset, int[] indices) {
    List<Integer> blocks =
        IntStream.of(indices).map(index -> index / BLOCK).distinct().boxed().toList();
    List<byte[]> found = read(dataset, blocks.stream().map(block -> "block:" + block).toList());
    Map<Integer, ChoiceItem[]> items = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      items.put(blocks.get(i), StoredJson.read(found.get(i), ChoiceItem[].class));
    }
    List<ChoiceItem> wanted = new ArrayList<>();
    for (int index : indices) {
      wanted.add(items.getOrDefault(index / BLOCK, new ChoiceItem[0])[index % BLOCK]);
    }
    return wanted;
  }

  /** Fields of a data set, which must still be there with the same content. */
  private List<byte[]> read(Dataset dataset, List<String> fields) {
    String[] names = Stream.concat(Stream.of("digest"), fields.stream()).toArray(String[]::new);
    List<KeyValue<String, byte[]>> found =
        redis.run(commands -> commands.hmget(Keys.dataset(dataset.id()), names));
    if (found.stream().anyMatch(KeyValue::isEmpty)
        || !dataset.digest().equals(Redis.text(found.getFirst().getValue()))) {
      DatasetName name = new DatasetName(dataset.id());
      throw new SteermeshException(
              ErrorReason.DATASET_NOT_FOUND,
              name + " with digest " + dataset.digest() + " was deleted meanwhile")
          .with("dataset", name.toString());
    }
    return found.stream().skip(1).map(KeyValue::getValue).toList();
  }
}
