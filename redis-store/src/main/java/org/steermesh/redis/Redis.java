package org.steermesh.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Runs commands and scripts; a Redis that is away becomes a refusal that says when to retry. */
@Singleton
public final class Redis {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final RedisConnection connection;

  /** Runs them over a connection. */
  public Redis(RedisConnection connection) {
    this.connection = connection;
  }

  /**
   * Runs commands.
   *
   * @throws SteermeshException DEPENDENCY_UNAVAILABLE when Redis cannot be reached, does not answer
   *     in time, is loading its data, or refuses writes
   */
  public <T extends @Nullable Object> T run(Function<RedisCommands<String, byte[]>, T> commands) {
    try {
      return commands.apply(connection.get().sync());
    } catch (RedisCommandExecutionException e) {
      if (isPassing(e)) {
        throw away(e);
      }
      throw e;
    } catch (RedisException e) {
      throw away(e);
    }
  }

  /** Runs a script that answers a number. */
  public long number(LuaScript script, List<String> keys, byte[]... values) {
    Long answer = this.<Long>run(script, ScriptOutputType.INTEGER, keys, values);
    return Objects.requireNonNull(answer);
  }

  /** Runs a script that answers bytes, or nil. */
  public Optional<byte[]> bytes(LuaScript script, List<String> keys, byte[]... values) {
    return Optional.ofNullable(this.<byte[]>run(script, ScriptOutputType.VALUE, keys, values));
  }

  /** Runs a script that answers text, or nil. */
  public Optional<String> text(LuaScript script, List<String> keys, byte[]... values) {
    return bytes(script, keys, values).map(Redis::text);
  }

  /** Runs a script that answers a list of texts. */
  public List<byte[]> list(LuaScript script, List<String> keys, byte[]... values) {
    List<Object> answer = this.<List<Object>>run(script, ScriptOutputType.MULTI, keys, values);
    return Objects.requireNonNull(answer).stream().map(byte[].class::cast).toList();
  }

  // The type of an answer follows from the type asked of the driver.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  private <T> @Nullable T run(
      LuaScript script, ScriptOutputType type, List<String> keys, byte[]... values) {
    String[] names = keys.toArray(String[]::new);
    Function<RedisCommands<String, byte[]>, @Nullable T> call =
        redis -> {
          try {
            return redis.evalsha(script.sha1(), type, names, values);
          } catch (RedisNoScriptException e) {
            // Redis forgets scripts when it restarts; this also loads it again.
            return redis.eval(script.source(), type, names, values);
          }
        };
    return run(call);
  }

  /** Members of an index whose scores are all 0, ascending, that come after a member. */
  public List<String> after(String index, String member, int count) {
    Range<byte[]> range =
        Range.from(
            member.isEmpty() ? Range.Boundary.unbounded() : Range.Boundary.excluding(bytes(member)),
            Range.Boundary.unbounded());
    return run(redis -> redis.zrangebylex(index, range, Limit.create(0, count))).stream()
        .map(Redis::text)
        .toList();
  }

  /** Text as Redis keeps it: UTF-8. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A number as Redis keeps it: its decimal digits. */
  public static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  /** What Redis keeps as text. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static boolean isPassing(RedisCommandExecutionException e) {
    String message = String.valueOf(e.getMessage());
    return List.of("LOADING", "READONLY", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "OOM")
        .stream()
        .anyMatch(message::startsWith);
  }

  private static SteermeshException away(RedisException cause) {
    return new SteermeshException(
            ErrorReason.DEPENDENCY_UNAVAILABLE, "Redis is away: " + reason(cause))
        .with("service", "redis")
        .retryAfter(RETRY)
        .causedBy(cause);
  }

  /** What lies behind, where there is something: the network's reason rather than the driver's. */
  static String reason(RedisException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
