package org.steermesh.eval.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of eval-service; {@code application.properties} documents each key. */
@ConfigMapping(prefix = "steermesh")
public interface EvalServiceConfig {

  /** Where everything is kept. */
  Redis redis();

  /** How evaluations run. */
  Eval eval();

  /** The Redis that keeps everything. */
  interface Redis {

    /** {@code redis://} or, with TLS, {@code rediss://}; host, port and database number. */
    @WithDefault("redis://127.0.0.1:7079")
    String url();

    /** ACL user; without one, the password is that of the default user. */
    Optional<String> user();

    /** Password of the user; better given by environment than in the URL. */
    Optional<String> password();

    /** PEM file of the authority that signed Redis' certificate; the JVM's own list if unset. */
    Optional<Path> trustCertificate();

    /** How long one command, or the making of a connection, may take. */
    @WithDefault("2s")
    Duration timeout();
  }

  /** How evaluations run. */
  interface Eval {

    /** Evaluations that this replica runs at the same time. */
    @WithDefault("1")
    int concurrency();

    /** Unfinished evaluations, over all replicas, beyond which a new one is refused. */
    @WithDefault("64")
    int maxUnfinished();

    /** Cells measured in one pass over the items; a crash repeats one pass at most. */
    @WithDefault("4")
    int cellsPerPass();

    /** How long a silent replica keeps its evaluation before another takes it over. */
    @WithDefault("6s")
    Duration lease();

    /** How often the store is asked for evaluations that another replica left. */
    @WithDefault("1s")
    Duration poll();

    /** How long a service that is away, or full, is asked again before an evaluation fails. */
    @WithDefault("60s")
    Duration retryLimit();

    /** How long one question to another service may take. */
    @WithDefault("20s")
    Duration callLimit();

    /** How long scoring may go without an answer before it is given up. */
    @WithDefault("5m")
    Duration silenceLimit();

    /** How often a watched evaluation is looked at. */
    @WithDefault("300ms")
    Duration watchInterval();
  }
}
