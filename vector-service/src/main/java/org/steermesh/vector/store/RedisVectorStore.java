package org.steermesh.vector.store;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Deletion;
import org.steermesh.vector.domain.Digests;
import org.steermesh.vector.domain.Looks;
import org.steermesh.vector.domain.RowBlock;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.StagedRows;
import org.steermesh.vector.domain.SteeringVector;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.VersionSite;
import org.steermesh.vector.domain.VersionStatus;

/** Vectors, versions and aliases in Redis. */
@Singleton
class RedisVectorStore implements VectorStore {

  private static final LuaScript DESCRIBE =
      LuaScript.load(RedisVectorStore.class, "describe-vector");
  private static final LuaScript SWAP_STATUS =
      LuaScript.load(RedisVectorStore.class, "swap-status");
  private static final LuaScript DELETE_VERSION =
      LuaScript.load(RedisVectorStore.class, "delete-version");
  private static final LuaScript DELETE = LuaScript.load(RedisVectorStore.class, "delete-vector");

  private static final int VERSIONS_AT_ONCE = 100;

  private final Redis redis;
  private final RedisWrites writes;

  RedisVectorStore(Redis redis) {
    this.redis = redis;
    writes = new RedisWrites(redis);
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
    return new RedisStagedRows(redis, width);
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
    List<byte[]> answer =
        redis.list(
            DESCRIBE,
            List.of(Keys.vector(id), Keys.order(id), Keys.aliases(id)),
            Redis.bytes(Keys.versionStart(id)));
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, String> aliases = new TreeMap<>();
    for (int i = 4; i < answer.size(); i += 2) {
      aliases.put(Redis.text(answer.get(i)), Redis.text(answer.get(i + 1)));
    }
    return Optional.of(
        new SteeringVector(
            id,
            Instant.ofEpochMilli(Long.parseLong(Redis.text(answer.get(0)))),
            Integer.parseInt(Redis.text(answer.get(1))),
            StoredVersion.read(answer.get(2), answer.get(3)),
            aliases));
  }

  @Override
  public Optional<Version> findVersion(String vectorId, String digest) {
    List<KeyValue<String, byte[]>> found =
        redis.run(commands -> commands.hmget(Keys.version(vectorId, digest), "record", "status"));
    return found
        .getFirst()
        .optional()
        .map(record -> StoredVersion.read(record, found.get(1).getValueOrElse(new byte[0])));
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
    VersionSite site = version.sites().get(siteIndex);
    return readPayload(version, siteIndex)
        .map(bytes -> new SiteVector(site.site(), Digests.toFloats(bytes)));
  }

  @Override
  public Optional<SparseVector> readSparse(Version version) {
    return readPayload(version, 0).map(SparseVector::ofBytes);
  }

  private Optional<byte[]> readPayload(Version version, int siteIndex) {
    String key = Keys.version(version.vectorId(), version.digest());
    byte[] bytes = redis.run(commands -> commands.hget(key, "site:" + siteIndex));
    if (bytes == null) {
      return Optional.empty();
    }
    String expected = version.sites().get(siteIndex).payloadDigest();
    if (!Digests.sha256(bytes).equals(expected)) {
      throw corrupt(version, siteIndex, expected);
    }
    return Optional.of(bytes);
  }

  @Override
  public boolean readRows(Version version, SparseVector vector, Consumer<RowBlock> sink) {
    String key = Keys.rows(version.vectorId(), version.digest());
    MessageDigest sha256 = Digests.newSha256();
    for (int i = 0; i < vector.rows().blocks(); i++) {
      String field = Integer.toString(i);
      byte[] bytes = redis.run(commands -> commands.hget(key, field));
      if (bytes == null) {
        if (findVersion(version.vectorId(), version.digest()).isEmpty()) {
          return false;
        }
        throw corrupt(version, 0, vector.rows().digest());
      }
      sha256.update(bytes);
      sink.accept(RowBlock.ofBytes(bytes, version.width()));
    }
    if (!HexFormat.of().formatHex(sha256.digest()).equals(vector.rows().digest())) {
      throw corrupt(version, 0, vector.rows().digest());
    }
    return true;
  }

  private static SteermeshException corrupt(Version version, int siteIndex, String digest) {
    return new SteermeshException(
            ErrorReason.PAYLOAD_CORRUPT,
            "the floats of %s at %s are not those that were stored: their digest is not %s"
                .formatted(
                    VectorCatalog.nameOf(version), version.sites().get(siteIndex).site(), digest))
        .with("version", VectorCatalog.nameOf(version).toString());
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
      for (String place : places) {
        Optional<Version> version = versionAt(vectorId, place);
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
            place -> versionAt(vectorId, place))
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

  private Optional<Version> versionAt(String vectorId, String place) {
    return findVersion(vectorId, Keys.digestAt(place));
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
    return deletion(
        redis.list(
            DELETE_VERSION,
            Keys.ofDeletion(vectorId, digest),
            Redis.bytes(vectorId),
            Redis.bytes(digest),
            Redis.bytes(withChildren ? "1" : "0"),
            Redis.bytes(0),
            Redis.bytes("0"),
            Redis.bytes("0")));
  }

  @Override
  public Deletion delete(String vectorId, boolean withAliases) {
    return deletion(
        redis.list(
            DELETE,
            List.of(
                Keys.VECTORS,
                Keys.vector(vectorId),
                Keys.order(vectorId),
                Keys.digests(vectorId),
                Keys.aliases(vectorId),
                Keys.history(vectorId),
                Keys.places(vectorId)),
            Redis.bytes(vectorId),
            Redis.bytes(withAliases ? "1" : "0"),
            Redis.bytes(Keys.versionStart(vectorId)),
            Redis.bytes(Keys.rowsStart(vectorId)),
            Redis.bytes(Keys.childrenStart(vectorId))));
  }

  private static Deletion deletion(List<byte[]> answer) {
    return switch (Redis.text(answer.getFirst())) {
      case "done" -> new Deletion.Done();
      case "absent" -> new Deletion.Absent();
      default -> inUse(answer);
    };
  }

  /** Who uses what a script did not delete. */
  static Deletion.InUse inUse(List<byte[]> answer) {
    List<String> users = answer.stream().skip(1).map(Redis::text).sorted().toList();
    return new Deletion.InUse(
        users.stream().filter(user -> user.startsWith("@")).map(user -> user.substring(1)).toList(),
        users.stream()
            .filter(user -> !user.startsWith("@"))
            .map(user -> "vectors/" + user.replace("/", "/versions/"))
            .toList());
  }
}
