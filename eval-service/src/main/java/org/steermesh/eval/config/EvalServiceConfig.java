package org.steermesh.eval.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of eval-service; {@code application.properties} documents each key. */
@ConfigMapping(prefix = "steermesh.eval")
public interface EvalServiceConfig {

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

  /**
   * Beginnings of URLs that judges may have, besides hosts of this machine, such as {@code
   * https://api.openai.com/v1}.
   */
  Optional<List<String>> judgeUrls();

  /** Environment variables that may hold the key of a judge. */
  @WithDefault("OPENAI_API_KEY")
  List<String> judgeKeyVariables();

  /** How often a watched evaluation is looked at. */
  @WithDefault("300ms")
  Duration watchInterval();
}
