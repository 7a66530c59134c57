package org.steermesh.generation.domain;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.steermesh.engine.steering.Site;

/**
 * An immutable version of a steering vector.
 *
 * @param name {@code vectors/{vector}/versions/{digest}}, the digest in full
 * @param model the model that it was read from, {@code models/{model}}
 * @param weightsDigest SHA-256 of that model's weights
 * @param tokenizerDigest SHA-256 of that model's tokenizer
 * @param values its floats, per site [d_model], by block, then target; none if it is sparse
 * @param doses per site: its norm relative to the activations that it was read from; none where
 *     that is not known
 * @param sparse its features and their rows; empty if it is dense
 * @param defaultSite where it acts when nobody says
 */
public record VectorVersion(
    String name,
    String model,
    String weightsDigest,
    String tokenizerDigest,
    SortedMap<Site, float[]> values,
    Map<Site, Double> doses,
    Optional<SparsePack> sparse,
    Optional<Site> defaultSite) {

  /** Copies the map; the arrays are shared and not to be written. */
  public VectorVersion {
    doses = Map.copyOf(doses);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }
}
