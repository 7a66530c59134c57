package org.steermesh.eval.store;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Commands and scripts; what Redis cannot do now is refused as DEPENDENCY_UNAVAILABLE. */
@Singleton
class Redis {

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final RedisConnection connection;

  Redis(RedisConnection connection) {
    this.connection = connection;
  }

  /** Runs commands. */
  <T> T run(Function<RedisCommands<String, byte[]>, T> commands) {
    try {
      return commands.apply(connection.get().sync());
    } catch (RedisException e) {
      throw new SteermeshException(
              ErrorReason.DEPENDENCY_UNAVAILABLE, "Redis is away: " + reason(e))
          .with("service", "redis")
          .retryAfter(RETRY)
          .causedBy(e);
    }
  }

  /** Runs a script; its answer as text, or null where it gives none. */
  @Nullable String run(LuaScript script, String[] keys, String... arguments) {
    byte[][] values = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      values[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    byte[] answer = run(commands -> evaluate(commands, script, keys, values));
    return answer.length == 0 ? null : new String(answer, StandardCharsets.UTF_8);
  }

  private static byte[] evaluate(
      RedisCommands<String, byte[]> commands, LuaScript script, String[] keys, byte[][] values) {
    byte[] answer;
    try {
      answer = commands.evalsha(script.sha1(), ScriptOutputType.VALUE, keys, values);
    } catch (RedisNoScriptException unknownSinceRestart) {
      answer = commands.eval(script.source(), ScriptOutputType.VALUE, keys, values);
    }
    return answer == null ? new byte[0] : answer;
  }

  private static String reason(RedisException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
