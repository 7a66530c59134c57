package org.steermesh.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis, be it one server, the master that sentinels name, or a cluster; shared by all
 * threads.
 *
 * <p>It has two connections, so that a small question does not wait behind megabytes. Each is made
 * when first needed, so that the service starts, and says that it is not ready, while Redis is
 * away; the first one looks at what it found before anybody uses it. Once made they heal
 * themselves; commands given while one is broken are refused at once instead of queueing up, and
 * what was under way when it broke is refused instead of sent again.
 */
@Singleton
public final class RedisConnection {

  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(1);
  private static final int IO_THREADS = 2;
  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final RedisTarget target;
  private final RedisKeyspace keyspace;
  private final RedisCheck check;
  private final ClientResources resources;
  private final RedisLane questions = new RedisLane(this::open);
  private final RedisLane payloads = new RedisLane(this::openForPayloads);
  private final Duration payloadTimeout;
  private @Nullable AbstractRedisClient client;
  private @Nullable Supplier<RedisLink> opener;

  /**
   * Connects, later, to what is configured.
   *
   * @param keyspace what all keys have in common that are used over it
   */
  public RedisConnection(RedisConfig config, RedisKeyspace keyspace) {
    this.keyspace = keyspace;
    target = new RedisTarget(config);
    payloadTimeout = config.payloadTimeout();
    check = new RedisCheck(config, target);
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(IO_THREADS)
            .computationThreadPoolSize(IO_THREADS)
            .reconnectDelay(
                () -> Delay.exponential(FIRST_RETRY, LAST_RETRY, 2, TimeUnit.MILLISECONDS))
            .build();
  }

  /**
   * For what is small and quickly done.
   *
   * @throws IllegalArgumentException from its uses, when the settings cannot be meant
   */
  RedisLane questions() {
    return questions;
  }

  /** For what is large. */
  RedisLane payloads() {
    return payloads;
  }

  /** What to read to see whether the server answers that keeps the service's keys. */
  String probe() {
    return keyspace.probe();
  }

  /** Where it leads, for people: no user, no password. */
  String address() {
    return target.address();
  }

  /** Ends the connections. */
  @PreDestroy
  public synchronized void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private RedisLink open() {
    RedisLink link = opener().get();
    try {
      check.look(link);
      return link;
    } catch (RuntimeException e) {
      link.connection().close();
      throw e instanceof RedisException failed && !(e instanceof RedisRefused)
          // As where there is no connection: no command of anybody was sent.
          ? new RedisConnectionException("Redis does not say what it is", failed)
          : e;
    }
  }

  private RedisLink openForPayloads() {
    RedisLink link = open();
    link.connection().setTimeout(payloadTimeout);
    return link;
  }

  private synchronized Supplier<RedisLink> opener() {
    if (opener == null) {
      opener = target.isCluster() ? ofCluster() : ofServer();
    }
    return opener;
  }

  private Supplier<RedisLink> ofServer() {
    var uri = target.server();
    var options = target.options();
    RedisClient made = RedisClient.create(resources);
    made.setOptions(options);
    client = made;
    return () -> RedisLink.of(made.connect(CODEC, uri));
  }

  private Supplier<RedisLink> ofCluster() {
    var options = target.clusterOptions();
    RedisClusterClient made = RedisClusterClient.create(resources, target.nodes());
    made.setOptions(options);
    client = made;
    return () -> RedisLink.of(made.connect(CODEC), keyspace);
  }
}
