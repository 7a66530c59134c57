package org.steermesh.vector.store;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.steermesh.contract.PageRequest;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Deletion;
import org.steermesh.vector.domain.PruneStore;
import org.steermesh.vector.domain.PruneVerdict;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.Version;

/** Goes through the versions of a vector in Redis and removes them one by one. */
@Singleton
class RedisPruneStore implements PruneStore {

  private static final LuaScript DELETE_VERSION =
      LuaScript.load(RedisPruneStore.class, "delete-version");

  private final Redis redis;
  private final VectorStore vectors;

  RedisPruneStore(Redis redis, VectorStore vectors) {
    this.redis = redis;
    this.vectors = vectors;
  }

  @Override
  public <T> PageRequest.Page<T> walk(
      PageRequest page, String vectorId, Function<Version, Optional<T>> each) {
    return new PageScan<Version>(
            (last, count) -> redis.after(Keys.order(vectorId), last, count),
            places ->
                places.stream()
                    .map(place -> vectors.findVersion(vectorId, Keys.digestAt(place)))
                    .toList())
        .collect(page, each, () -> false);
  }

  @Override
  public Optional<PruneVerdict> prune(Version version, int keepNewest, boolean dryRun) {
    List<byte[]> answer =
        redis.list(
            DELETE_VERSION,
            Keys.ofDeletion(version.vectorId(), version.digest(), RedisWrites.notedAt(version)),
            Redis.bytes(version.vectorId()),
            Redis.bytes(version.digest()),
            Redis.bytes("0"),
            Redis.bytes(keepNewest),
            Redis.bytes("1"),
            Redis.bytes(dryRun ? "1" : "0"));
    return switch (Redis.text(answer.getFirst())) {
      case "done" -> Optional.of(new PruneVerdict.Removed());
      case "absent" -> Optional.empty();
      case "newest" -> Optional.of(new PruneVerdict.Newest());
      case "live" -> Optional.of(new PruneVerdict.Live());
      default -> Optional.of(used(RedisDeletions.inUse(answer)));
    };
  }

  private static PruneVerdict used(Deletion.InUse use) {
    return use.aliases().isEmpty()
        ? new PruneVerdict.Parent(use.children())
        : new PruneVerdict.Named(use.aliases());
  }
}
