package org.steermesh.redis;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.PartitionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * Runs commands and scripts; a Redis that is away becomes a refusal that says when to retry, unless
 * nobody knows whether the change was done.
 */
@Singleton
public final class Redis {

  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How the driver's refusal begins of a command that is given while the connection is broken. */
  private static final String NOT_SENT = "Currently not connected";

  private final RedisLane lane;
  private final RedisLane payloads;

  /** Runs them over a connection. */
  @Inject
  public Redis(RedisConnection connection) {
    this(connection.questions(), connection.payloads());
  }

  private Redis(RedisLane lane, RedisLane payloads) {
    this.lane = lane;
    this.payloads = payloads;
  }

  /** The same Redis, for what is large: small questions do not wait behind it. */
  public Redis forPayloads() {
    return new Redis(payloads, payloads);
  }

  /**
   * Runs commands.
   *
   * @throws SteermeshException DEPENDENCY_UNAVAILABLE when Redis cannot be reached, is loading its
   *     data, refuses writes, or would lose what it is given; without a retry delay when it had the
   *     command and did not answer
   */
  public <T extends @Nullable Object> T run(
      Function<RedisClusterCommands<String, byte[]>, T> commands) {
    return use(link -> commands.apply(link.commands()));
  }

  /**
   * Runs a command for each of some things; all are sent before the first answer is awaited, and
   * together they take no longer than one may.
   *
   * @return the answers, in the order of the things
   * @throws SteermeshException as {@link #run}
   */
  public <S, T> List<T> each(
      List<S> things,
      BiFunction<RedisClusterAsyncCommands<String, byte[]>, S, RedisFuture<T>> command) {
    return use(link -> {
      List<RedisFuture<T>> sent =
          things.stream().map(thing -> command.apply(link.async(), thing)).toList();
      long end = System.nanoTime() + link.connection().getTimeout().toNanos();
      try {
        List<T> answers = new ArrayList<>();
        for (RedisFuture<T> future : sent) {
          long left = Math.max(1, end - System.nanoTime());
          answers.add(LettuceFutures.awaitOrCancel(future, left, TimeUnit.NANOSECONDS));
        }
        return answers;
      } catch (RedisCommandTimeoutException e) {
        // The driver tells what was left of it to the last one, in nanoseconds.
        throw new RedisCommandTimeoutException(
            "no answer within %d ms".formatted(link.connection().getTimeout().toMillis()));
      } finally {
        // Those that nobody awaits any more.
        sent.forEach(future -> future.cancel(true));
      }
    });
  }

  private <T extends @Nullable Object> T use(Function<RedisLink, T> use) {
    try {
      return lane.use(use);
    } catch (RedisCommandExecutionException e) {
      if (isPassing(e)) {
        throw unavailable("Redis refuses for now: ", e);
      }
      throw e;
    } catch (RedisRefused e) {
      throw unavailable("Redis is not used: ", e);
    } catch (RedisException e) {
      throw isUnknown(e) ? unknown(e) : unavailable("Redis is away: ", e);
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
    return texts(Objects.requireNonNull(answer));
  }

  /** Runs a script that changes nothing and answers lists of texts, some times at once. */
  public List<List<byte[]>> lists(LuaScript script, List<ScriptCall> calls) {
    BiFunction<RedisClusterAsyncCommands<String, byte[]>, ScriptCall, RedisFuture<List<Object>>>
        send =
            (redis, call) ->
                redis.evalsha(
                    script.sha1(),
                    ScriptOutputType.MULTI,
                    call.keys().toArray(String[]::new),
                    call.values().toArray(byte[][]::new));
    List<List<Object>> answers;
    try {
      answers = each(calls, send);
    } catch (RedisNoScriptException e) {
      ScriptCall first = calls.getFirst();
      list(script, first.keys(), first.values().toArray(byte[][]::new));
      answers = each(calls, send);
    }
    return answers.stream().map(Redis::texts).toList();
  }

  private static List<byte[]> texts(List<Object> answer) {
    return answer.stream().map(byte[].class::cast).toList();
  }

  // The type of an answer follows from the type asked of the driver.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  private <T> @Nullable T run(
      LuaScript script, ScriptOutputType type, List<String> keys, byte[]... values) {
    String[] names = keys.toArray(String[]::new);
    Function<RedisClusterCommands<String, byte[]>, @Nullable T> call =
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

  /**
   * Whether a refusal is one of now, not of always. Before 7.0, a script's own refusal stands
   * inside the one of its script.
   */
  static boolean isPassing(RedisCommandExecutionException e) {
    String message = String.valueOf(e.getMessage());
    return List.of(
            "LOADING",
            "READONLY",
            "MISCONF",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "OOM",
            "MOVED",
            "NOREPLICAS",
            "BUSY")
        .stream()
        .anyMatch(reason -> message.startsWith(reason + " ") || message.contains("-" + reason));
  }

  private static SteermeshException unavailable(String what, RedisException cause) {
    return away(what + reason(cause), cause).retryAfter(RETRY);
  }

  private static SteermeshException away(String message, RedisException cause) {
    return new SteermeshException(ErrorReason.DEPENDENCY_UNAVAILABLE, message)
        .with("service", "redis")
        .causedBy(cause);
  }

  /**
   * Whether Redis may have done what it did not answer. What the driver did not send is known:
   * there was no connection, or no node for the key.
   */
  private static boolean isUnknown(RedisException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisConnectionException
          || cause instanceof PartitionException
          || String.valueOf(cause.getMessage()).startsWith(NOT_SENT)) {
        return false;
      }
    }
    return true;
  }

  /** Without a time to try again: what repeats it without a look may do it twice. */
  private static SteermeshException unknown(RedisException cause) {
    return away(
        "Redis did not answer: %s; whether it was done is not known: look before repeating a change"
            .formatted(reason(cause)),
        cause);
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
