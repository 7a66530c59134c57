package org.steermesh.vector.store;

import io.lettuce.core.KeyValue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.config.VectorServiceConfig;
import org.steermesh.vector.domain.BuildOperation;
import org.steermesh.vector.domain.OperationStore;

/** Builds and their leases in Redis. Finished ones are forgotten after a while. */
@Singleton
class RedisOperationStore implements OperationStore {

  private static final Logger LOG = Logger.getLogger(RedisOperationStore.class.getName());

  private static final int MOST_TOLD = 1000;

  /** Builds that have been told of, once each, as long as they are not too many. */
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  private static final LuaScript CREATE =
      LuaScript.load(RedisOperationStore.class, "create-operation");
  private static final LuaScript CLAIM =
      LuaScript.load(RedisOperationStore.class, "claim-operation");
  private static final LuaScript RENEW = LuaScript.load(RedisOperationStore.class, "renew-lease");
  private static final LuaScript RELEASE =
      LuaScript.load(RedisOperationStore.class, "release-lease");
  private static final LuaScript FINISH =
      LuaScript.load(RedisOperationStore.class, "finish-operation");
  private static final LuaScript CANCEL =
      LuaScript.load(RedisOperationStore.class, "cancel-operation");
  private static final LuaScript DELETE =
      LuaScript.load(RedisOperationStore.class, "delete-operation");

  private final Redis redis;
  private final Duration keepFinished;

  RedisOperationStore(Redis redis, VectorServiceConfig config) {
    this.redis = redis;
    this.keepFinished = config.build().keepFinished();
  }

  @Override
  public boolean create(BuildOperation operation, int mostUnfinished) {
    return redis.number(
            CREATE,
            List.of(Keys.OPERATIONS, Keys.UNFINISHED, Keys.operation(operation.id())),
            Redis.bytes(operation.id()),
            Redis.bytes(mostUnfinished),
            StoredJson.write(StoredOperation.of(operation)),
            Redis.bytes(operation.createTime().toEpochMilli()))
        == 1;
  }

  @Override
  public Optional<BuildOperation> find(String id) {
    List<KeyValue<String, byte[]>> fields = fields(List.of(id)).getFirst();
    return fields.getFirst().hasValue() ? Optional.of(operation(fields)) : Optional.empty();
  }

  private List<List<KeyValue<String, byte[]>>> fields(List<String> ids) {
    return redis.each(
        ids, (commands, id) -> commands.hmget(Keys.operation(id), "record", "done", "outcome"));
  }

  private static BuildOperation operation(List<KeyValue<String, byte[]>> fields) {
    StoredOperation stored = StoredJson.read(fields.get(0).getValue(), StoredOperation.class);
    int done = fields.get(1).map(Redis::text).map(Integer::parseInt).getValueOrElse(0);
    return stored.toOperation(done, fields.get(2).map(StoredOutcome::read).optional().orElse(null));
  }

  @Override
  public PageRequest.Page<BuildOperation> list(PageRequest page) {
    return new PageScan<BuildOperation>(
            (last, count) -> redis.after(Keys.OPERATIONS, last, count), this::findOrForget)
        .list(page, operation -> true);
  }

  /**
   * The record of a finished build expires by itself, its name in the index does not. One that
   * cannot be read is left out, and stays.
   */
  private List<Optional<BuildOperation>> findOrForget(List<String> ids) {
    List<List<KeyValue<String, byte[]>>> found = fields(ids);
    List<Optional<BuildOperation>> operations = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      List<KeyValue<String, byte[]>> fields = found.get(i);
      if (fields.getFirst().hasValue()) {
        operations.add(readable(id, () -> operation(fields)));
      } else {
        redis.run(commands -> commands.zrem(Keys.OPERATIONS, Redis.bytes(id)));
        operations.add(Optional.empty());
      }
    }
    return operations;
  }

  @Override
  public Optional<BuildOperation> claim(String owner, Duration lease) {
    Map<String, BuildOperation> readable = unfinished();
    List<String> keys = new ArrayList<>(List.of(Keys.UNFINISHED));
    List<byte[]> values =
        new ArrayList<>(List.of(Redis.bytes(owner), Redis.bytes(lease.toMillis())));
    for (String id : readable.keySet()) {
      keys.add(Keys.operation(id));
      keys.add(Keys.lease(id));
      values.add(Redis.bytes(id));
    }
    return redis.text(CLAIM, keys, values.toArray(byte[][]::new)).map(readable::get);
  }

  /**
   * Unfinished builds from their beginning, oldest first. They are read before one is claimed, so
   * that no lease is taken of what cannot be read; what a later service stored is left to that.
   */
  private Map<String, BuildOperation> unfinished() {
    List<String> ids =
        redis.run(commands -> commands.zrange(Keys.UNFINISHED, 0, -1)).stream()
            .map(Redis::text)
            .toList();
    List<List<KeyValue<String, byte[]>>> found =
        redis.each(ids, (commands, id) -> commands.hmget(Keys.operation(id), "record"));
    Map<String, BuildOperation> readable = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      KeyValue<String, byte[]> record = found.get(i).getFirst();
      if (record.hasValue()) {
        readable(
                id,
                () ->
                    StoredJson.read(record.getValue(), StoredOperation.class).toOperation(0, null))
            .ifPresent(operation -> readable.put(id, operation));
      }
    }
    return readable;
  }

  /** Whatever a record is, it stops no other build, and hides none. */
  private Optional<BuildOperation> readable(String id, Supplier<BuildOperation> reading) {
    try {
      return Optional.of(reading.get());
    } catch (RuntimeException e) {
      boolean ofLaterService =
          e instanceof SteermeshException refused && refused.reason() == ErrorReason.RECORD_TOO_NEW;
      if (!ofLaterService) {
        tell(id, e);
      }
      return Optional.empty();
    }
  }

  private void tell(String id, RuntimeException why) {
    if (unreadable.size() >= MOST_TOLD) {
      unreadable.clear();
    }
    if (unreadable.add(id)) {
      LOG.log(Level.WARNING, why, () -> "build " + id + " is left alone: its record is broken");
    }
  }

  @Override
  public Renewal renew(String id, String owner, Duration lease, int doneItems) {
    Optional<byte[]> answer =
        redis.bytes(
            RENEW,
            List.of(Keys.operation(id), Keys.lease(id)),
            Redis.bytes(owner),
            Redis.bytes(lease.toMillis()),
            Redis.bytes(doneItems));
    return Renewal.valueOf(constant(answer));
  }

  @Override
  public void release(String id, String owner) {
    redis.number(RELEASE, List.of(Keys.lease(id)), Redis.bytes(owner));
  }

  @Override
  public boolean finish(String id, String owner, int doneItems, BuildOperation.Outcome outcome) {
    return redis.number(
            FINISH,
            List.of(Keys.UNFINISHED, Keys.operation(id), Keys.lease(id)),
            Redis.bytes(owner),
            Redis.bytes(id),
            StoredOutcome.write(outcome),
            Redis.bytes(keepFinished.toMillis()),
            Redis.bytes(doneItems))
        == 1;
  }

  @Override
  public Change cancel(String id, BuildOperation.Outcome outcome) {
    Optional<byte[]> answer =
        redis.bytes(
            CANCEL,
            List.of(Keys.UNFINISHED, Keys.operation(id), Keys.lease(id)),
            Redis.bytes(id),
            StoredOutcome.write(outcome),
            Redis.bytes(keepFinished.toMillis()));
    return Change.valueOf(constant(answer));
  }

  @Override
  public Change delete(String id) {
    Optional<byte[]> answer =
        redis.bytes(DELETE, List.of(Keys.OPERATIONS, Keys.operation(id)), Redis.bytes(id));
    return Change.valueOf(constant(answer));
  }

  /** {@code cancel-wanted} is {@code CANCEL_WANTED}. */
  private static String constant(Optional<byte[]> answer) {
    return Redis.text(answer.orElseThrow()).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
