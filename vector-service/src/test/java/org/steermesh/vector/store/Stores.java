package org.steermesh.vector.store;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.steermesh.redis.Redis;
import org.steermesh.redis.RedisConfig;
import org.steermesh.redis.RedisConnection;
import org.steermesh.vector.config.VectorServiceConfig;
import org.steermesh.vector.domain.AliasStore;
import org.steermesh.vector.domain.DatasetStore;
import org.steermesh.vector.domain.OperationStore;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.domain.task.ItemStore;

/** The stores of one replica, without a service around them. */
public record Stores(
    RedisConnection connection,
    VectorStore vectors,
    AliasStore aliases,
    DatasetStore datasets,
    ItemStore items,
    OperationStore operations)
    implements AutoCloseable {

  /** A replica whose commands may take this long, with settings of its own. */
  public static Stores at(String url, Duration timeout, Map<String, String> settings) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(RedisConfig.class)
            .withMapping(VectorServiceConfig.class)
            .withConverter(Duration.class, 1000, new DurationConverter())
            .withConverter(Path.class, 1000, new PathConverter())
            .withDefaultValue("steermesh.redis.url", url)
            .withDefaultValue("steermesh.redis.timeout", timeout.toMillis() + "ms")
            .withDefaultValue("steermesh.redis.payload-timeout", timeout.toMillis() + "ms")
            .withDefaultValues(settings)
            .withValidateUnknown(false)
            .build();
    RedisConnection connection =
        new RedisConnection(config.getConfigMapping(RedisConfig.class), new LibraryKeyspace());
    Redis redis = new Redis(connection);
    return new Stores(
        connection,
        new RedisVectorStore(redis),
        new RedisAliasStore(redis),
        new RedisDatasetStore(redis),
        new RedisItemStore(redis),
        new RedisOperationStore(redis, config.getConfigMapping(VectorServiceConfig.class)));
  }

  @Override
  public void close() {
    connection.close();
  }
}
