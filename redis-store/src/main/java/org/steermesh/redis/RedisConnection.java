package org.steermesh.redis;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to Redis, shared by all threads.
 *
 * <p>It is made when first needed, so that the service starts, and says that it is not ready, while
 * Redis is away. Once made it heals itself; commands given while it is broken are refused at once
 * instead of queueing up.
 */
@Singleton
public final class RedisConnection {

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);
  private static final int IO_THREADS = 2;

  private final RedisConfig config;
  private final ClientResources resources;
  private final RedisClient client;
  private @Nullable StatefulRedisConnection<String, byte[]> connection;

  /** Connects, later, to what is configured. */
  public RedisConnection(RedisConfig config) {
    this.config = config;
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(IO_THREADS)
            .computationThreadPoolSize(IO_THREADS)
            .reconnectDelay(
                () -> Delay.exponential(FIRST_RETRY, LAST_RETRY, 2, TimeUnit.MILLISECONDS))
            .build();
    client = RedisClient.create(resources);
  }

  /**
   * The connection, made now if there is none yet.
   *
   * @throws IllegalArgumentException when the settings cannot be meant
   * @throws io.lettuce.core.RedisException when it cannot be made now
   */
  synchronized StatefulRedisConnection<String, byte[]> get() {
    if (connection == null) {
      client.setOptions(options());
      connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri());
    }
    return connection;
  }

  /** Where it leads, for people: no user, no password. */
  String address() {
    RedisURI uri = uri();
    return uri.getHost() + ":" + uri.getPort();
  }

  /** Ends the connection. */
  @PreDestroy
  public synchronized void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private RedisURI uri() {
    RedisURI uri;
    try {
      uri = RedisURI.create(config.url());
    } catch (IllegalArgumentException e) {
      // Without the value, which may hold a password.
      throw new IllegalArgumentException(
          "steermesh.redis.url is not redis://HOST:PORT[/DATABASE], or rediss:// for TLS", e);
    }
    uri.setTimeout(config.timeout());
    config
        .password()
        .ifPresent(password ->
            uri.setCredentialsProvider(
                RedisCredentialsProvider.from(
                    () -> RedisCredentials.just(config.user().orElse(null), password))));
    return uri;
  }

  private ClientOptions options() {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(config.timeout()))
            .socketOptions(
                SocketOptions.builder().connectTimeout(config.timeout()).keepAlive(true).build());
    config.trustCertificate().ifPresent(file -> options.sslOptions(trusting(file)));
    return options.build();
  }

  private static SslOptions trusting(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "steermesh.redis.trust-certificate is "
              + file
              + ", which cannot be read; it must be a PEM file");
    }
    return SslOptions.builder().jdkSslProvider().trustManager(file.toFile()).build();
  }
}
