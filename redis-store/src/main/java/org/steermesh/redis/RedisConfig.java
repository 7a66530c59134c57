package org.steermesh.redis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The Redis that a service keeps everything in. Wrong values stop the start. */
@ConfigMapping(prefix = "steermesh.redis")
public interface RedisConfig {

  /**
   * {@code redis://} or, with TLS, {@code rediss://}; host, port and database number; {@code
   * USER:PASSWORD@} may stand before the host. Of a cluster, some of its nodes with commas between
   * them. {@code redis-sentinel://HOST:PORT,HOST:PORT#MASTER} asks sentinels which server is the
   * master.
   */
  @WithDefault("redis://127.0.0.1:7079")
  String url();

  /** Whether the URL names nodes of a Redis Cluster. */
  @WithDefault("false")
  boolean cluster();

  /** ACL user; without one, the password is that of the default user. */
  Optional<String> user();

  /** Password of the user; better given by environment than in the URL. */
  Optional<String> password();

  /** PEM file of the authority that signed Redis' certificate; the JVM's own list if unset. */
  Optional<Path> trustCertificate();

  /** How long one command, or the making of a connection, may take; above 0. 2 seconds if unset. */
  @WithDefault("2s")
  Duration timeout();

  /**
   * How long one command may take that carries a payload, megabytes over whatever network; above 0.
   * 30 seconds if unset.
   */
  @WithDefault("30s")
  Duration payloadTimeout();

  /** Whether a Redis is taken that drops any key, and so vectors, when its memory is full. */
  @WithDefault("false")
  boolean allowEviction();
}
