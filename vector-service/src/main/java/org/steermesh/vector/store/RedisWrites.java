package org.steermesh.vector.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.CompositionRecipe;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.Version;

/** Stores versions, each as a whole or not at all. */
final class RedisWrites {

  private static final LuaScript PUT = LuaScript.load(RedisWrites.class, "put-version");
  private static final LuaScript PUT_SPARSE =
      LuaScript.load(RedisWrites.class, "put-sparse-version");

  private final Redis redis;
  private final WriteTurns turns = new WriteTurns();

  RedisWrites(Redis redis) {
    this.redis = redis;
  }

  /** Stores a dense version unless its digest is there. */
  Version dense(Version version, List<SiteVector> values) {
    return turns.take(() -> stored(put(version, values, parentsOf(version), List.of()), version));
  }

  /** The same of one that was composed of others, if they are all there. */
  Version composed(Version version, List<SiteVector> values) {
    List<CompositionRecipe.Parent> parents = parentsOf(version);
    List<byte[]> answer = turns.take(() -> put(version, values, parents, parents));
    if (answer.size() == 1) {
      CompositionRecipe.Parent gone =
          parents.get(Integer.parseInt(Redis.text(answer.getFirst())) - 1);
      throw VectorCatalog.versionGone(gone.vectorId(), gone.digest());
    }
    return stored(answer, version);
  }

  private List<byte[]> put(
      Version version,
      List<SiteVector> values,
      List<CompositionRecipe.Parent> parents,
      List<CompositionRecipe.Parent> needed) {
    String id = version.vectorId();
    List<String> children = parents.stream().map(RedisWrites::children).toList();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(Redis.bytes(id));
    arguments.add(Redis.bytes(version.digest()));
    arguments.add(StoredJson.write(StoredVersion.of(version)));
    arguments.add(Redis.bytes(version.createTime().toEpochMilli()));
    arguments.add(Redis.bytes(String.join(" ", children)));
    arguments.add(Redis.bytes(children.size()));
    for (int i = 0; i < values.size(); i++) {
      arguments.addAll(StoredFloats.fields(i, values.get(i), version.storedDtype()));
    }
    List<String> keys =
        new ArrayList<>(
            List.of(
                Keys.VECTORS,
                Keys.vector(id),
                Keys.order(id),
                Keys.digests(id),
                Keys.version(id, version.digest())));
    keys.addAll(children);
    needed.forEach(parent -> keys.add(Keys.version(parent.vectorId(), parent.digest())));
    return redis.list(PUT, keys, arguments.toArray(byte[][]::new));
  }

  private static String children(CompositionRecipe.Parent parent) {
    return Keys.children(parent.vectorId(), parent.digest());
  }

  /** Where the children of each version that it was composed of are noted. */
  static List<String> notedAt(Version version) {
    return parentsOf(version).stream().map(RedisWrites::children).toList();
  }

  /** Each version that it was composed of, once. */
  private static List<CompositionRecipe.Parent> parentsOf(Version version) {
    CompositionRecipe composed = version.provenance().composed();
    if (composed == null) {
      return List.of();
    }
    Map<String, CompositionRecipe.Parent> parents = new LinkedHashMap<>();
    composed.parents().forEach(parent -> parents.putIfAbsent(children(parent), parent));
    return List.copyOf(parents.values());
  }

  /** Stores a sparse version unless its digest is there; the staged rows become its own. */
  Version sparse(Version version, SparseVector vector, RedisStagedRows staged) {
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
    List<byte[]> answer =
        turns.take(() ->
            redis.list(
                PUT_SPARSE,
                keys,
                Redis.bytes(id),
                Redis.bytes(version.digest()),
                StoredJson.write(StoredVersion.of(version)),
                Redis.bytes(version.createTime().toEpochMilli()),
                vector.toBytes(),
                Redis.bytes(vector.rows().blocks())));
    Version stored = stored(answer, version);
    staged.settle();
    return stored;
  }

  private static Version stored(List<byte[]> there, Version written) {
    return switch (there.size()) {
      case 0 -> written;
      case 1 -> throw Staging.incomplete();
      default -> StoredVersion.read(there.get(0), there.get(1));
    };
  }
}
