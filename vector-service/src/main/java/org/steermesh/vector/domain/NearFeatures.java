package org.steermesh.vector.domain;

import java.util.List;

/**
 * The features of a sparse autoencoder whose decoder rows lie near a vector.
 *
 * @param saeName {@code saes/{sae}}
 * @param saeDigest its digest
 * @param features nearest first: by the absolute value of the cosine
 */
public record NearFeatures(String saeName, String saeDigest, List<Feature> features) {

  /** Copies the list. */
  public NearFeatures {
    features = List.copyOf(features);
  }

  /**
   * One feature.
   *
   * @param index its index
   * @param cosine of the angle between its decoder row and the vector, in [-1, 1]
   */
  public record Feature(int index, double cosine) {}
}
