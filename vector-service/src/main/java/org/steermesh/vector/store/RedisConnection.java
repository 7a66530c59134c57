package org.steermesh.vector.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.steermesh.vector.config.VectorServiceConfig;

/**
 * The one connection to Redis, shared by all threads.
 *
 * <p>It is made when first needed, so that the service starts, and says that it is not ready, while
 * Redis is away. Once made it heals itself; commands given while it is broken are refused at once
 * instead of queueing up.
 */
@Singleton
class RedisConnection {

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);
  private static final int IO_THREADS = 2;

  private final ClientResources resources;
  private final RedisClient client;
  private @Nullable StatefulRedisConnection<String, byte[]> connection;

  RedisConnection(VectorServiceConfig config) {
    VectorServiceConfig.Redis redis = config.redis();
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(IO_THREADS)
            .computationThreadPoolSize(IO_THREADS)
            .reconnectDelay(
                () -> Delay.exponential(FIRST_RETRY, LAST_RETRY, 2, TimeUnit.MILLISECONDS))
            .build();
    client = RedisClient.create(resources, uri(redis));
    client.setOptions(options(redis));
  }

  /** The connection, made now if there is none yet. */
  synchronized StatefulRedisConnection<String, byte[]> get() {
    if (connection == null) {
      connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    }
    return connection;
  }

  @PreDestroy
  synchronized void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static RedisURI uri(VectorServiceConfig.Redis redis) {
    RedisURI uri = RedisURI.create(redis.url());
    uri.setTimeout(redis.timeout());
    redis
        .password()
        .ifPresent(password ->
            uri.setCredentialsProvider(
                RedisCredentialsProvider.from(
                    () -> RedisCredentials.just(redis.user().orElse(null), password))));
    return uri;
  }

  private static ClientOptions options(VectorServiceConfig.Redis redis) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(redis.timeout()))
            .socketOptions(
                SocketOptions.builder().connectTimeout(redis.timeout()).keepAlive(true).build());
    redis
        .trustCertificate()
        .ifPresent(file ->
            options.sslOptions(
                SslOptions.builder().jdkSslProvider().trustManager(file.toFile()).build()));
    return options.build();
  }
}
