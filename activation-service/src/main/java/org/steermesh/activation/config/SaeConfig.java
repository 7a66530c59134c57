package org.steermesh.activation.config;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The sparse autoencoders at hand. Wrong values stop the start. */
@ConfigMapping(prefix = "steermesh.sae")
public interface SaeConfig {

  /**
   * Folders that are searched for sparse autoencoders: params.npz of Gemma Scope, or cfg.json
   * beside sae_weights.safetensors of SAELens, at most six folders down. Separated by commas, a
   * comma in a name as {@code \,}. None if unset.
   */
  Optional<List<String>> directories();
}
