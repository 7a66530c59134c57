package org.steermesh.vector.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of vector-service; {@code application.properties} documents each key. */
@ConfigMapping(prefix = "steermesh")
public interface VectorServiceConfig {

  /** Where everything is kept. */
  Redis redis();

  /** Bounds of uploaded data sets. */
  Dataset dataset();

  /** How vectors are built. */
  Build build();

  /** How the service stops. */
  Drain drain();

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

  /** Bounds of uploaded data sets. */
  interface Dataset {

    /** Most bytes of one uploaded file. */
    @WithDefault("16777216")
    int maxBytes();

    /** Most items of one data set. */
    @WithDefault("20000")
    int maxItems();

    /** Most UTF-16 characters of one question. */
    @WithDefault("20000")
    int maxQuestionCharacters();

    /** Uploads at the same time, beyond which another is refused; each holds its file in memory. */
    @WithDefault("4")
    int concurrentUploads();
  }

  /** How vectors are built. */
  interface Build {

    /** Builds that this replica runs at the same time. */
    @WithDefault("1")
    int concurrency();

    /** Unfinished builds, over all replicas, beyond which a new one is refused. */
    @WithDefault("64")
    int maxPending();

    /** How long a silent replica keeps its builds before another takes them over. */
    @WithDefault("15s")
    Duration lease();

    /** How long a finished operation can be asked for. */
    @WithDefault("24h")
    Duration keepFinished();
  }

  /** How the service stops. */
  interface Drain {

    /** How long calls in flight may take to finish. */
    @WithDefault("20s")
    Duration limit();
  }
}
