package org.steermesh.engine;

import org.steermesh.engine.checkpoint.LoraAdapter;

/**
 * What was added to the weights of a loaded model.
 *
 * @param name of the adapter's folder
 * @param digest SHA-256 (hex) over its tensors and their scales
 * @param modules number of matrices that it changes
 * @param parameters number of its own weights
 */
public record AdapterDescription(String name, String digest, int modules, long parameters) {

  static AdapterDescription of(LoraAdapter adapter) {
    return new AdapterDescription(
        adapter.name(), adapter.digest(), adapter.modules(), adapter.parameters());
  }
}
