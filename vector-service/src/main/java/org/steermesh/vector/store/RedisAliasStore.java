package org.steermesh.vector.store;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.steermesh.contract.PageRequest;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.AliasChange;
import org.steermesh.vector.domain.AliasMove;
import org.steermesh.vector.domain.AliasRollback;
import org.steermesh.vector.domain.AliasStore;

/** Aliases and their history in Redis. */
@Singleton
class RedisAliasStore implements AliasStore {

  private static final LuaScript MOVE = LuaScript.load(RedisAliasStore.class, "move-alias");
  private static final LuaScript ROLLBACK = LuaScript.load(RedisAliasStore.class, "rollback-alias");

  /** Length of {@code 0000000000000001}, which a change begins with. */
  private static final int NUMBER = 16;

  private final Redis redis;

  RedisAliasStore(Redis redis) {
    this.redis = redis;
  }

  @Override
  public AliasMove.Outcome move(AliasMove move) {
    Expected expected = Expected.of(move.expectation());
    String target = Objects.requireNonNullElse(move.target(), "");
    List<String> keys = new ArrayList<>(keys(move.vectorId()));
    keys.add(Keys.version(move.vectorId(), target));
    return outcome(
        redis.list(
            MOVE,
            keys,
            Redis.bytes(move.alias()),
            Redis.bytes(target),
            Redis.bytes(expected.mode),
            Redis.bytes(expected.start),
            Redis.bytes(move.required() == null ? "" : move.required().name()),
            Redis.bytes(move.time().toEpochMilli()),
            Redis.bytes(move.actor())));
  }

  @Override
  public AliasMove.Outcome rollback(AliasRollback rollback) {
    List<byte[]> answer = List.of();
    do {
      answer = tryRollback(rollback);
      // Again when the alias moved between the look at its places and the rollback.
    } while (Redis.text(answer.getFirst()).equals("changed"));
    return outcome(answer);
  }

  private List<byte[]> tryRollback(AliasRollback rollback) {
    Expected expected = Expected.of(rollback.expectation());
    List<String> keys = new ArrayList<>(keys(rollback.vectorId()));
    List<byte[]> values =
        new ArrayList<>(
            List.of(
                Redis.bytes(rollback.alias()),
                Redis.bytes(expected.mode),
                Redis.bytes(expected.start),
                Redis.bytes(rollback.time().toEpochMilli()),
                Redis.bytes(rollback.actor()),
                Redis.bytes(rollback.required() == null ? "" : rollback.required().name())));
    if (rollback.required() != null) {
      for (String digest : earlierPlaces(rollback.vectorId(), rollback.alias())) {
        keys.add(Keys.version(rollback.vectorId(), digest));
        values.add(Redis.bytes(digest));
      }
    }
    return redis.list(ROLLBACK, keys, values.toArray(byte[][]::new));
  }

  private List<String> earlierPlaces(String vectorId, String alias) {
    byte[] places = redis.run(commands -> commands.hget(Keys.places(vectorId), alias));
    return places == null
        ? List.of()
        : Stream.of(Redis.text(places).split(" ")).distinct().toList();
  }

  private static List<String> keys(String vectorId) {
    return List.of(
        Keys.digests(vectorId),
        Keys.aliases(vectorId),
        Keys.vector(vectorId),
        Keys.history(vectorId),
        Keys.places(vectorId));
  }

  /** An expectation as the scripts take it. */
  private record Expected(String mode, String start) {

    static Expected of(AliasMove.Expectation expectation) {
      return switch (expectation) {
        case AliasMove.Expectation.Anywhere _ -> new Expected("anywhere", "");
        case AliasMove.Expectation.Nowhere _ -> new Expected("nowhere", "");
        case AliasMove.Expectation.At(String start) -> new Expected("at", start);
      };
    }
  }

  private static AliasMove.Outcome outcome(List<byte[]> answer) {
    return switch (Redis.text(answer.getFirst())) {
      case "moved" -> new AliasMove.Outcome.Moved(Redis.text(answer.get(1)));
      case "elsewhere" -> new AliasMove.Outcome.Elsewhere(Redis.text(answer.get(1)));
      case "no-such-alias" -> new AliasMove.Outcome.NoSuchAlias();
      case "in-state" -> new AliasMove.Outcome.NotInState(Redis.text(answer.get(1)));
      case "too-many" -> new AliasMove.Outcome.TooMany();
      case "no-past" -> new AliasMove.Outcome.NoPast();
      default -> new AliasMove.Outcome.NoSuchVersion();
    };
  }

  @Override
  public PageRequest.Page<AliasChange> changes(
      PageRequest page, String vectorId, Optional<String> alias) {
    return new PageScan<AliasChange>(
            (last, count) -> numbersBefore(vectorId, last, count),
            numbers -> changes(vectorId, numbers))
        .list(page, change -> alias.map(change.alias()::equals).orElse(true));
  }

  /** Numbers of changes before one, newest first. */
  private List<String> numbersBefore(String vectorId, String number, int most) {
    Range<byte[]> range =
        Range.from(
            Range.Boundary.unbounded(),
            number.isEmpty()
                ? Range.Boundary.unbounded()
                : Range.Boundary.excluding(Redis.bytes(number)));
    return redis
        .run(commands ->
            commands.zrevrangebylex(Keys.history(vectorId), range, Limit.create(0, most)))
        .stream()
        .map(member -> Redis.text(member).substring(0, NUMBER))
        .toList();
  }

  private List<Optional<AliasChange>> changes(String vectorId, List<String> numbers) {
    return redis
        .each(
            numbers,
            (commands, number) ->
                // ";" is the character behind ":".
                commands.zrangebylex(
                    Keys.history(vectorId),
                    Range.create(Redis.bytes(number + ":"), Redis.bytes(number + ";")),
                    Limit.create(0, 1)))
        .stream()
        .map(found -> found.stream().map(Redis::text).map(StoredChange::read).findFirst())
        .toList();
  }
}
