package org.steermesh.vector.domain;

import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Site;

/**
 * What is known of one site of a version without reading its floats.
 *
 * @param site where
 * @param vectorNorm L2 norm of the vector; of a sparse one, of its decoded form
 * @param residualMeanNorm mean L2 norm of the activations read here, both classes; 0 where nobody
 *     here read any
 * @param payloadDigest SHA-256 (hex) of the floats as stored; of a sparse one, of {@link
 *     SparseVector#toBytes}
 * @param sparse what a sparse one holds; null for a dense one
 */
public record VersionSite(
    Site site,
    double vectorNorm,
    double residualMeanNorm,
    String payloadDigest,
    @Nullable SparseContent sparse) {

  /** A site of a dense version. */
  public VersionSite(Site site, double vectorNorm, double residualMeanNorm, String payloadDigest) {
    this(site, vectorNorm, residualMeanNorm, payloadDigest, null);
  }

  /**
   * A site that holds a dense vector.
   *
   * @param vector as the dtype rounds it
   */
  static VersionSite of(SiteVector vector, double residualMeanNorm, StoredDtype dtype) {
    return new VersionSite(
        vector.site(),
        vector.norm(),
        residualMeanNorm,
        Digests.sha256(dtype.toBytes(vector.values())));
  }
}
