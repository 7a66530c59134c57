package org.steermesh.generation.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How vectors named in requests are fetched and kept. */
@ConfigMapping(prefix = "steermesh.vectors")
public interface VectorConfig {

  /** Most time for one call to vector-service. 10 s if unset. */
  @WithDefault("10s")
  Duration timeout();

  /**
   * Most floats of versions kept in memory, over all of them; the longest unused goes first. 16 777
   * 216 (64 MiB) if unset; 0 keeps none.
   */
  @WithDefault("16777216")
  long cacheFloats();
}
