package org.steermesh.cli.demo;

import java.util.List;
import org.steermesh.vector.v1.ExplainedFeature;

/**
 * What a sparse vector is made of.
 *
 * @param behaviour whose vector it is
 * @param version its name
 * @param sae the sparse autoencoder that its features are of
 * @param features those with the largest share of its L1 norm, and where they are most active
 */
record FeatureReport(String behaviour, String version, String sae, List<Entry> features) {

  /** A feature of the vector, and texts in which it is most active. */
  record Entry(ExplainedFeature feature, List<Snippet> snippets) {}

  /**
   * Where a feature is active.
   *
   * @param value of the feature at the token
   * @param before the text before the token
   * @param token the token
   */
  record Snippet(float value, String before, String token) {}
}
