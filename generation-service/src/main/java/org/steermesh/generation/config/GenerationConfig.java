package org.steermesh.generation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How generations share the model. Wrong values stop the start. */
@ConfigMapping(prefix = "steermesh.generation")
public interface GenerationConfig {

  /** Most texts that are generated at the same time, at least 1. 32 if unset. */
  @WithDefault("32")
  int rows();

  /** Most texts that may wait, at least 0; the next is refused with QUEUE_FULL. 64 if unset. */
  @WithDefault("64")
  int queue();

  /**
   * Most input tokens in one step, at least 1. A step makes one token of every running text, so
   * fewer keep the time between tokens short while a long input runs, and more let that input run
   * faster. 128 if unset.
   */
  @WithDefault("128")
  int promptTokens();

  /**
   * Most bytes of keys and values; a text that may need more than is left waits. 0 takes a quarter
   * of the memory that is available at the start. 0 if unset.
   */
  @WithDefault("0")
  long cacheBytes();

  /**
   * Largest relative dose that a version's strength may plan at a site, above 0: strength times the
   * norm of the vector, relative to the activations that it was read from. Larger ones are refused
   * with OVER_DOSE unless the request allows them. 5 if unset.
   */
  @WithDefault("5")
  double doseLimit();
}
