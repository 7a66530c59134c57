package org.steermesh.vector.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of vector-service; {@code application.properties} documents each key. */
@ConfigMapping(prefix = "steermesh")
public interface VectorServiceConfig {

  /** Bounds of uploaded data sets. */
  Dataset dataset();

  /** How vectors are built. */
  Build build();

  /** Bounds of files of vectors. */
  Library library();

  /** How the service stops. */
  Drain drain();

  /** Bounds of uploaded data sets. */
  interface Dataset {

    /** Most bytes of one uploaded file. */
    @WithDefault("16777216")
    int maxBytes();

    /** Most items of one data set. */
    @WithDefault("20000")
    int maxItems();

    /** Most bytes of the files of one task. */
    @WithDefault("2147483648")
    long maxTaskBytes();

    /** Most multiple-choice items of one task. */
    @WithDefault("2000000")
    int maxTaskItems();

    /** Most UTF-16 characters of one question, of a task with its choices. */
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

  /** Bounds of files of vectors. */
  interface Library {

    /**
     * Most bytes of one file that is imported or exported, packed or unpacked; a sixteenth of the
     * heap if that is less.
     */
    @WithDefault("67108864")
    int maxFileBytes();

    /** The same of bundles, and of sparse versions, which are never in memory as a whole. */
    @WithDefault("2147483647")
    int maxBundleBytes();

    /**
     * Imports and exports worked on at the same time, if the heap bears so many; sixteen times as
     * many are under way.
     */
    @WithDefault("4")
    int concurrentFiles();

    /** How long a caller may neither send nor take a message of a file. */
    @WithDefault("30s")
    Duration idleLimit();
  }

  /** How the service stops. */
  interface Drain {

    /** How long calls in flight may take to finish. */
    @WithDefault("20s")
    Duration limit();
  }
}
