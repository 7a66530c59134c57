package org.steermesh.vector.store;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.Deletion;

/** Removes versions and vectors, each as a whole. */
final class RedisDeletions {

  /** Redis serves nobody else meanwhile. */
  private static final int MOST_VERSIONS = 100_000;

  /** Redis 6.2 takes 1024 x 1024 words of one command; some are the script's own. */
  private static final int MOST_ARGUMENTS = 1_000_000;

  private static final int VERSIONS_AT_ONCE = 100;

  private static final LuaScript VERSION = LuaScript.load(RedisDeletions.class, "delete-version");
  private static final LuaScript VECTOR = LuaScript.load(RedisDeletions.class, "delete-vector");

  private final Redis redis;

  RedisDeletions(Redis redis) {
    this.redis = redis;
  }

  Deletion version(String vectorId, String digest, boolean withChildren) {
    return deletion(
        redis.list(
            VERSION,
            Keys.ofDeletion(vectorId, digest, parents(vectorId, List.of(digest)).getFirst()),
            Redis.bytes(vectorId),
            Redis.bytes(digest),
            Redis.bytes(withChildren ? "1" : "0"),
            Redis.bytes(0),
            Redis.bytes("0"),
            Redis.bytes("0")));
  }

  /** Where the parents of each version note their children; they never change. */
  private List<List<String>> parents(String vectorId, List<String> digests) {
    List<List<String>> parents = new ArrayList<>();
    for (int first = 0; first < digests.size(); first += VERSIONS_AT_ONCE) {
      redis
          .each(
              digests.subList(first, Math.min(digests.size(), first + VERSIONS_AT_ONCE)),
              (commands, digest) -> commands.hmget(Keys.version(vectorId, digest), "parents"))
          .forEach(found ->
              parents.add(
                  found
                      .getFirst()
                      .optional()
                      .map(text -> List.of(Redis.text(text).split(" ")))
                      .orElse(List.of())));
    }
    return parents;
  }

  Deletion vector(String vectorId, boolean withAliases) {
    List<byte[]> answer = List.of();
    do {
      answer = tryVector(vectorId, withAliases);
      // Again when a version came or went between the look and the deletion.
    } while (Redis.text(answer.getFirst()).equals("changed"));
    return deletion(answer);
  }

  private void checkCount(String vectorId) {
    long count = redis.run(commands -> commands.zcard(Keys.digests(vectorId)));
    if (count > MOST_VERSIONS) {
      throw tooMany(vectorId, count, "at most %d are deleted at once".formatted(MOST_VERSIONS));
    }
  }

  private static SteermeshException tooMany(String vectorId, long count, String why) {
    VectorName name = new VectorName(vectorId);
    return new SteermeshException(
            ErrorReason.VERSIONS_TOO_MANY,
            "%s has %d versions; %s: prune it first".formatted(name, count, why))
        .with("vector", name.toString())
        .with("version_count", Long.toString(count));
  }

  private List<byte[]> tryVector(String vectorId, boolean withAliases) {
    checkCount(vectorId);
    List<String> digests =
        redis.run(commands -> commands.zrange(Keys.digests(vectorId), 0, -1)).stream()
            .map(Redis::text)
            .toList();
    List<List<String>> parents = parents(vectorId, digests);
    List<String> keys =
        new ArrayList<>(
            List.of(
                Keys.VECTORS,
                Keys.vector(vectorId),
                Keys.order(vectorId),
                Keys.digests(vectorId),
                Keys.aliases(vectorId),
                Keys.history(vectorId),
                Keys.places(vectorId)));
    List<String> values =
        new ArrayList<>(
            List.of(vectorId, withAliases ? "1" : "0", Integer.toString(digests.size())));
    for (String digest : digests) {
      keys.add(Keys.version(vectorId, digest));
      keys.add(Keys.rows(vectorId, digest));
      keys.add(Keys.children(vectorId, digest));
      values.add(digest);
    }
    for (int i = 0; i < digests.size(); i++) {
      for (String parent : parents.get(i)) {
        keys.add(parent);
        values.add(digests.get(i));
      }
    }
    if (keys.size() + values.size() > MOST_ARGUMENTS) {
      throw tooMany(vectorId, digests.size(), "with their parents that is too much at once");
    }
    return redis.list(VECTOR, keys, values.stream().map(Redis::bytes).toArray(byte[][]::new));
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
