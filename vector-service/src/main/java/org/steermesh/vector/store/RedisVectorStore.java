package org.steermesh.vector.store;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.AliasMove;
import org.steermesh.vector.domain.Deletion;
import org.steermesh.vector.domain.Digests;
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

/** Vectors, versions and aliases in Redis. */
@Singleton
class RedisVectorStore implements VectorStore {

  private static final LuaScript PUT = LuaScript.load(RedisVectorStore.class, "put-version");
  private static final LuaScript PUT_SPARSE =
      LuaScript.load(RedisVectorStore.class, "put-sparse-version");
  private static final LuaScript DESCRIBE =
      LuaScript.load(RedisVectorStore.class, "describe-vector");
  private static final LuaScript MOVE = LuaScript.load(RedisVectorStore.class, "move-alias");
  private static final LuaScript DELETE_VERSION =
      LuaScript.load(RedisVectorStore.class, "delete-version");
  private static final LuaScript DELETE = LuaScript.load(RedisVectorStore.class, "delete-vector");

  /** Length of {@code 0000000000000001:}, which a place begins with. */
  private static final int SEQUENCE = 17;

  private static final int VERSIONS_AT_ONCE = 100;

  private final Redis redis;

  RedisVectorStore(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Version putIfAbsent(Version version, List<SiteVector> values) {
    String id = version.vectorId();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(Redis.bytes(id));
    arguments.add(Redis.bytes(version.digest()));
    arguments.add(StoredJson.write(StoredVersion.of(version)));
    arguments.add(Redis.bytes(version.createTime().toEpochMilli()));
    values.forEach(vector -> arguments.add(Digests.toBytes(vector.values())));
    List<String> keys =
        List.of(
            Keys.VECTORS,
            Keys.vector(id),
            Keys.order(id),
            Keys.digests(id),
            Keys.version(id, version.digest()));
    return redis
        .bytes(PUT, keys, arguments.toArray(byte[][]::new))
        .map(StoredVersion::read)
        .orElse(version);
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
    String id = version.vectorId();
    List<String> keys =
        List.of(
            Keys.VECTORS,
            Keys.vector(id),
            Keys.order(id),
            Keys.digests(id),
            Keys.version(id, version.digest()),
            staged.key(),
            Keys.rows(id, version.digest()));
    return redis
        .bytes(
            PUT_SPARSE,
            keys,
            Redis.bytes(id),
            Redis.bytes(version.digest()),
            StoredJson.write(StoredVersion.of(version)),
            Redis.bytes(version.createTime().toEpochMilli()),
            vector.toBytes())
        .map(StoredVersion::read)
        .orElse(version);
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
    for (int i = 3; i < answer.size(); i += 2) {
      aliases.put(Redis.text(answer.get(i)), Redis.text(answer.get(i + 1)));
    }
    return Optional.of(
        new SteeringVector(
            id,
            Instant.ofEpochMilli(Long.parseLong(Redis.text(answer.get(0)))),
            Integer.parseInt(Redis.text(answer.get(1))),
            StoredVersion.read(answer.get(2)),
            aliases));
  }

  @Override
  public Optional<Version> findVersion(String vectorId, String digest) {
    return Optional.ofNullable(
            redis.run(commands -> commands.hget(Keys.version(vectorId, digest), "record")))
        .map(StoredVersion::read);
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
  public PageRequest.Page<SteeringVector> list(PageRequest page, VectorFilter filter) {
    return new PageScan<SteeringVector>(redis, Keys.VECTORS, this::find)
        .list(page, vector -> filter.isEmpty() || anyVersionPasses(vector, filter));
  }

  private boolean anyVersionPasses(SteeringVector vector, VectorFilter filter) {
    if (filter.passes(vector.newest())) {
      return true;
    }
    String last = "";
    while (true) {
      List<String> places = placesBefore(vector.id(), last, VERSIONS_AT_ONCE);
      if (versionsAt(vector.id(), places).stream().anyMatch(filter::passes)) {
        return true;
      }
      if (places.size() < VERSIONS_AT_ONCE) {
        return false;
      }
      last = places.getLast();
    }
  }

  @Override
  public PageRequest.Page<Version> listVersions(PageRequest page, String vectorId) {
    List<String> places = placesBefore(vectorId, page.after(), page.size() + 1);
    boolean more = places.size() > page.size();
    List<String> shown = more ? places.subList(0, page.size()) : places;
    return new PageRequest.Page<>(
        versionsAt(vectorId, shown), more ? page.tokenAfter(shown.getLast()) : "");
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

  private List<Version> versionsAt(String vectorId, List<String> places) {
    return places.stream()
        .map(place -> findVersion(vectorId, place.substring(SEQUENCE)))
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public AliasMove.Outcome move(AliasMove move) {
    String expected = "";
    String mode =
        switch (move.expectation()) {
          case AliasMove.Expectation.Anywhere _ -> "anywhere";
          case AliasMove.Expectation.Nowhere _ -> "nowhere";
          case AliasMove.Expectation.At(String start) -> {
            expected = start;
            yield "at";
          }
        };
    List<byte[]> answer =
        redis.list(
            MOVE,
            List.of(Keys.digests(move.vectorId()), Keys.aliases(move.vectorId())),
            Redis.bytes(move.alias()),
            Redis.bytes(Objects.requireNonNullElse(move.target(), "")),
            Redis.bytes(mode),
            Redis.bytes(expected));
    return switch (Redis.text(answer.getFirst())) {
      case "moved" -> new AliasMove.Outcome.Moved();
      case "elsewhere" -> new AliasMove.Outcome.Elsewhere(Redis.text(answer.get(1)));
      case "no-such-alias" -> new AliasMove.Outcome.NoSuchAlias();
      default -> new AliasMove.Outcome.NoSuchVersion();
    };
  }

  @Override
  public Deletion deleteVersion(String vectorId, String digest) {
    return deletion(
        redis.list(
            DELETE_VERSION,
            List.of(
                Keys.VECTORS,
                Keys.vector(vectorId),
                Keys.order(vectorId),
                Keys.digests(vectorId),
                Keys.version(vectorId, digest),
                Keys.aliases(vectorId),
                Keys.rows(vectorId, digest)),
            Redis.bytes(vectorId),
            Redis.bytes(digest)));
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
                Keys.aliases(vectorId)),
            Redis.bytes(vectorId),
            Redis.bytes(withAliases ? "1" : "0"),
            Redis.bytes(Keys.versionStart(vectorId)),
            Redis.bytes(Keys.rowsStart(vectorId))));
  }

  private static Deletion deletion(List<byte[]> answer) {
    return switch (Redis.text(answer.getFirst())) {
      case "done" -> new Deletion.Done();
      case "absent" -> new Deletion.Absent();
      default -> new Deletion.InUse(answer.stream().skip(1).map(Redis::text).sorted().toList());
    };
  }
}
