package org.steermesh.vector.store;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.steermesh.contract.PageRequest;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.redis.ScriptCall;
import org.steermesh.vector.domain.Deletion;
import org.steermesh.vector.domain.Looks;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.StagedRows;
import org.steermesh.vector.domain.SteeringVector;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionStatus;

/** Vectors, versions and aliases in Redis. */
@Singleton
class RedisVectorStore implements VectorStore {

  private static final LuaScript DESCRIBE =
      LuaScript.load(RedisVectorStore.class, "describe-vector");
  private static final LuaScript SWAP_STATUS =
      LuaScript.load(RedisVectorStore.class, "swap-status");

  private static final int VERSIONS_AT_ONCE = 100;

  private final Redis redis;
  private final RedisWrites writes;
  private final RedisPayloads payloads;
  private final RedisDeletions deletions;
  private final NewestPlaces newest = new NewestPlaces();

  RedisVectorStore(Redis redis) {
    this.redis = redis;
    Redis bulk = redis.forPayloads();
    writes = new RedisWrites(bulk);
    payloads = new RedisPayloads(bulk);
    deletions = new RedisDeletions(redis);
  }

  @Override
  public Version putIfAbsent(Version version, List<SiteVector> values) {
    return writes.dense(version, values);
  }

  @Override
  public Version putComposed(Version version, List<SiteVector> values) {
    return writes.composed(version, values);
  }

  @Override
  public StagedRows stage(int width) {
    return new RedisStagedRows(redis.forPayloads(), width);
  }

  @Override
  public Version putIfAbsent(Version version, SparseVector vector, StagedRows rows) {
    if (!(rows instanceof RedisStagedRows staged)) {
      throw new IllegalArgumentException("rows that another store keeps: " + rows);
    }
    return writes.sparse(version, vector, staged);
  }

  @Override
  public Optional<SteeringVector> find(String id) {
    return find(List.of(id)).getFirst();
  }

  /** Vectors of ids, all at once; again those whose newest version is not where it was. */
  private List<Optional<SteeringVector>> find(List<String> ids) {
    Map<String, SteeringVector> found = new HashMap<>();
    List<String> asked = ids;
    while (!asked.isEmpty()) {
      List<String> moved = new ArrayList<>();
      List<List<byte[]>> answers = describe(asked);
      for (int i = 0; i < asked.size(); i++) {
        String id = asked.get(i);
        List<byte[]> answer = answers.get(i);
        if (answer.size() == 1) {
          newest.note(id, Redis.text(answer.getFirst()));
          moved.add(id);
        } else if (!answer.isEmpty()) {
          found.put(id, vector(id, answer));
        }
      }
      asked = moved;
    }
    return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
  }

  private List<List<byte[]>> describe(List<String> ids) {
    List<ScriptCall> calls = new ArrayList<>();
    for (String id : ids) {
      String place = newest.of(id);
      calls.add(
          new ScriptCall(
              List.of(
                  Keys.vector(id),
                  Keys.order(id),
                  Keys.aliases(id),
                  Keys.version(id, Keys.digestAt(place))),
              List.of(Redis.bytes(place))));
    }
    return redis.lists(DESCRIBE, calls);
  }

  private static SteeringVector vector(String id, List<byte[]> described) {
    SortedMap<String, String> aliases = new TreeMap<>();
    for (int i = 4; i < described.size(); i += 2) {
      aliases.put(Redis.text(described.get(i)), Redis.text(described.get(i + 1)));
    }
    return new SteeringVector(
        id,
        Instant.ofEpochMilli(Long.parseLong(Redis.text(described.get(0)))),
        Integer.parseInt(Redis.text(described.get(1))),
        StoredVersion.read(described.get(2), described.get(3)),
        aliases);
  }

  @Override
  public Optional<Version> findVersion(String vectorId, String digest) {
    return findVersions(vectorId, List.of(digest)).getFirst();
  }

  /** Versions of digests, all at once. */
  private List<Optional<Version>> findVersions(String vectorId, List<String> digests) {
    return redis
        .each(
            digests,
            (commands, digest) ->
                commands.hmget(Keys.version(vectorId, digest), "record", "status"))
        .stream()
        .map(found ->
            found
                .getFirst()
                .optional()
                .map(
                    record -> StoredVersion.read(record, found.get(1).getValueOrElse(new byte[0]))))
        .toList();
  }

  @Override
  public List<String> digestsStartingWith(String vectorId, String start) {
    // "g" sorts behind every hexadecimal digit.
    Range<byte[]> range = Range.create(Redis.bytes(start), Redis.bytes(start + "g"));
    return redis
        .run(commands -> commands.zrangebylex(Keys.digests(vectorId), range, Limit.create(0, 2)))
        .stream()
        .map(Redis::text)
        .toList();
  }

  @Override
  public Optional<String> findAlias(String vectorId, String alias) {
    return Optional.ofNullable(redis.run(commands -> commands.hget(Keys.aliases(vectorId), alias)))
        .map(Redis::text);
  }

  @Override
  public Optional<SiteVector> readSite(Version version, int siteIndex) {
    return payloads.site(version, siteIndex);
  }

  @Override
  public Optional<SparseVector> readSparse(Version version) {
    return payloads.sparse(version);
  }

  @Override
  public boolean readRows(Version version, SparseVector vector, Consumer<RowBlock> sink) {
    return whole(payloads.rowsOnceHashed(version, vector, sink), version, vector);
  }

  @Override
  public boolean readAndHashRows(Version version, SparseVector vector, Consumer<RowBlock> sink) {
    return whole(payloads.rows(version, vector, sink), version, vector);
  }

  /** Whether all blocks were there; a version that is not deleted lacks none. */
  private boolean whole(boolean isWhole, Version version, SparseVector vector) {
    if (!isWhole && findVersion(version.vectorId(), version.digest()).isPresent()) {
      throw RedisPayloads.corrupt(version, 0, vector.rows().digest());
    }
    return isWhole;
  }

  @Override
  public PageRequest.Page<SteeringVector> list(PageRequest page, VectorFilter filter, Looks looks) {
    return new PageScan<SteeringVector>(this::vectorsAfter, this::find)
        .list(
            page,
            vector -> filter.isEmpty() || anyVersionPasses(vector, filter, looks),
            looks::areEnough);
  }

  private List<String> vectorsAfter(String id, int count) {
    return redis.after(Keys.VECTORS, id, count);
  }

  private boolean anyVersionPasses(SteeringVector vector, VectorFilter filter, Looks looks) {
    return filter.passes(vector.newest())
        || !visit(
            vector.id(),
            version -> {
              looks.take();
              return !filter.passes(version);
            });
  }

  @Override
  public boolean visit(Predicate<Version> wantsMore) {
    String last = "";
    while (true) {
      List<String> ids = vectorsAfter(last, VERSIONS_AT_ONCE);
      for (String id : ids) {
        if (!visit(id, wantsMore)) {
          return false;
        }
      }
      if (ids.size() < VERSIONS_AT_ONCE) {
        return true;
      }
      last = ids.getLast();
    }
  }

  private boolean visit(String vectorId, Predicate<Version> wantsMore) {
    String last = "";
    while (true) {
      List<String> places = placesBefore(vectorId, last, VERSIONS_AT_ONCE);
      for (Optional<Version> version : versionsAt(vectorId, places)) {
        if (version.isPresent() && !wantsMore.test(version.get())) {
          return false;
        }
      }
      if (places.size() < VERSIONS_AT_ONCE) {
        return true;
      }
      last = places.getLast();
    }
  }

  @Override
  public PageRequest.Page<Version> listVersions(
      PageRequest page, String vectorId, VectorFilter filter, Looks looks) {
    return new PageScan<Version>(
            (last, count) -> placesBefore(vectorId, last, count),
            places -> versionsAt(vectorId, places))
        .list(
            page,
            version -> {
              looks.take();
              return filter.passes(version);
            },
            looks::areEnough);
  }

  /** Places of versions, newest first, older than one; a later version never comes in between. */
  private List<String> placesBefore(String vectorId, String place, int count) {
    Range.Boundary<byte[]> newest =
        place.isEmpty() ? Range.Boundary.unbounded() : Range.Boundary.excluding(Redis.bytes(place));
    Range<byte[]> range = Range.from(Range.Boundary.unbounded(), newest);
    return redis
        .run(commands ->
            commands.zrevrangebylex(Keys.order(vectorId), range, Limit.create(0, count)))
        .stream()
        .map(Redis::text)
        .toList();
  }

  private List<Optional<Version>> versionsAt(String vectorId, List<String> places) {
    return findVersions(vectorId, places.stream().map(Keys::digestAt).toList());
  }

  @Override
  public Optional<Version> updateStatus(Version version, UnaryOperator<VersionStatus> change) {
    String key = Keys.version(version.vectorId(), version.digest());
    while (true) {
      byte[] now = redis.run(commands -> commands.hget(key, "status"));
      VersionStatus changed = change.apply(StoredStatus.read(now));
      long swapped =
          redis.number(
              SWAP_STATUS,
              List.of(key),
              Objects.requireNonNullElse(now, new byte[0]),
              StoredStatus.write(changed));
      if (swapped < 0) {
        return Optional.empty();
      }
      if (swapped > 0) {
        return Optional.of(version.with(changed));
      }
    }
  }

  @Override
  public Deletion deleteVersion(String vectorId, String digest, boolean withChildren) {
    return deletions.version(vectorId, digest, withChildren);
  }

  @Override
  public Deletion delete(String vectorId, boolean withAliases) {
    return deletions.vector(vectorId, withAliases);
  }
}
