package org.steermesh.vector.mesh;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What tests do to the service's Redis behind its back. */
final class RedisHand {

  static final String TAG = "{steermesh-vector}:";

  private RedisHand() {}

  static void run(Consumer<RedisCommands<String, byte[]>> work) {
    String url = ConfigProvider.getConfig().getValue("steermesh.redis.url", String.class);
    try (RedisClient redis = RedisClient.create(url);
        StatefulRedisConnection<String, byte[]> connection =
            redis.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))) {
      work.accept(connection.sync());
    }
  }

  /** The mesh that has nothing. */
  static void empty() {
    run(RedisCommands::flushall);
  }
}
