package org.steermesh.generation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The OpenAI-compatible HTTP face. Wrong values stop the start. */
@ConfigMapping(prefix = "steermesh.openai")
public interface OpenAiConfig {

  /** Whether it is served. True if unset. */
  @WithDefault("true")
  boolean enabled();

  /** The address that it listens on. 127.0.0.1 if unset. */
  @WithDefault("127.0.0.1")
  String host();

  /** The port that it listens on; 0 takes a free one. 7085 if unset. */
  @WithDefault("7085")
  int port();

  /** After this time a call is ended with status 504. 10 minutes if unset. */
  @WithDefault("10m")
  Duration timeLimit();

  /**
   * A connection has to bring its first request, and the next after each answer, within this, or is
   * closed; while one is answered and nothing moves, after the time limit and this, in whole
   * seconds. 30 seconds if unset.
   */
  @WithDefault("30s")
  Duration idleLimit();

  /**
   * Most bytes of the bodies of all requests that are read or answered, at least those of one body,
   * 2 MiB; what has no room is refused with status 429. 128 MiB if unset.
   */
  @WithDefault("134217728")
  long bodyBytes();
}
