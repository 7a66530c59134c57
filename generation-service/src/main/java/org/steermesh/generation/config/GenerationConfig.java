package org.steermesh.generation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
   * Most bytes of keys and values that are kept of inputs, for later inputs that begin the same and
   * are steered the same there; in addition to those of running texts. 0 keeps none. 256 MiB if
   * unset.
   */
  @WithDefault("268435456")
  long prefixBytes();

  /**
   * Largest relative dose that a version's strength may plan at a site, above 0: strength times the
   * norm of the vector, relative to the activations that it was read from. Larger ones are refused
   * with OVER_DOSE unless the request allows them. 5 if unset.
   */
  @WithDefault("5")
  double doseLimit();

  /**
   * What every generated text is steered with, after what its request asks for: {@code
   * NAME[@ALIAS|@DIGEST][:BLOCK[/TARGET]]:STRENGTH}, separated by commas. Its receipt says so.
   * Scores are not steered by it. Nothing if unset.
   */
  Optional<List<String>> defaultSteering();

  /**
   * Vectors that are fetched before a request names them, at the start and whenever their alias has
   * moved: {@code NAME[@ALIAS|@DIGEST]}, separated by commas. Those of the default steering are,
   * too. Whether the service is ready does not depend on them. Nothing if unset.
   */
  Optional<List<String>> warmVectors();

  /** How often they are looked after, above 0. 5 s if unset. */
  @WithDefault("5s")
  Duration warmEvery();
}
