package org.steermesh.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.lettuce.core.protocol.RedisCommand;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the settings mean: where Redis is, and how a connection to it behaves. */
final class RedisTarget {

  private static final Duration LOOK_AT_CLUSTER = Duration.ofSeconds(15);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final RedisConfig config;

  RedisTarget(RedisConfig config) {
    this.config = config;
  }

  boolean isCluster() {
    return config.cluster();
  }

  /**
   * One server, or the sentinels that know it.
   *
   * @throws IllegalArgumentException when the URL is none
   */
  RedisURI server() {
    return parsed(() -> prepared(RedisURI.create(config.url())));
  }

  /**
   * Nodes of a cluster, which know the others.
   *
   * @throws IllegalArgumentException when the URL is none
   */
  List<RedisURI> nodes() {
    return parsed(() -> {
      URI uri = URI.create(config.url());
      if (uri.getScheme() == null || !List.of("redis", "rediss").contains(uri.getScheme())) {
        throw new IllegalArgumentException("not of a cluster");
      }
      return RedisClusterURIUtil.toRedisURIs(uri).stream().map(this::prepared).toList();
    });
  }

  /** Where it is, for people: no user, no password. */
  String address() {
    if (isCluster()) {
      return hosts(nodes());
    }
    RedisURI uri = server();
    return uri.getSentinels().isEmpty()
        ? hosts(List.of(uri))
        : uri.getSentinelMasterId() + " of the sentinels " + hosts(uri.getSentinels());
  }

  private static String hosts(List<RedisURI> uris) {
    return uris.stream()
        .map(uri -> uri.getHost() + ":" + uri.getPort())
        .collect(Collectors.joining(","));
  }

  private static <T> T parsed(Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      // Without the value, which may hold a password.
      throw new IllegalArgumentException(
          "steermesh.redis.url is not redis://HOST:PORT[/DATABASE], or"
              + " redis-sentinel://HOST:PORT,HOST:PORT#MASTER, or, with steermesh.redis.cluster,"
              + " redis://HOST:PORT,HOST:PORT; rediss:// and rediss-sentinel:// for TLS",
          e);
    }
  }

  private RedisURI prepared(RedisURI uri) {
    uri.setTimeout(config.timeout());
    uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(config.timeout()));
    config
        .password()
        .ifPresent(password ->
            uri.setCredentialsProvider(
                RedisCredentialsProvider.from(
                    () -> RedisCredentials.just(config.user().orElse(null), password))));
    return uri;
  }

  ClientOptions options() {
    ClientOptions.Builder options = ClientOptions.builder();
    shape(options);
    return options.build();
  }

  /** Of a cluster, whose nodes change places; a refusal that tells of it makes us look, too. */
  ClusterClientOptions clusterOptions() {
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    shape(options);
    return options
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(LOOK_AT_CLUSTER)
                .adaptiveRefreshTriggersTimeout(BETWEEN_LOOKS)
                .build())
        .build();
  }

  private void shape(ClientOptions.Builder options) {
    checkPositive("timeout", config.timeout());
    checkPositive("payload-timeout", config.payloadTimeout());
    options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(RedisTarget::refuseToRepeat)
        // Whoever gives a command awaits it, as long as the connection says: each has its own time.
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .socketOptions(
            SocketOptions.builder().connectTimeout(config.timeout()).keepAlive(true).build());
    config.trustCertificate().ifPresent(file -> options.sslOptions(trusting(file)));
  }

  private static void checkPositive(String key, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(
          "steermesh.redis.%s is %s; it must be above 0".formatted(key, time));
    }
  }

  /**
   * A command whose answer was lost with its connection is not sent again: nobody knows whether it
   * was done, and a rollback done twice goes back two steps. Whoever gave it is told at once.
   */
  private static boolean refuseToRepeat(RedisCommand<?, ?, ?> command) {
    command.completeExceptionally(new RedisException("the connection broke before Redis answered"));
    return true;
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
