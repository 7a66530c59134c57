package org.steermesh.vector.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Site;

/**
 * Two versions, compared at every site that was asked for.
 *
 * @param first one
 * @param second the other
 * @param sites by block, then target
 */
public record VectorComparison(Version first, Version second, List<AtSite> sites) {

  /**
   * Two versions at one site; a sparse one counts as its decoded form.
   *
   * @param site where
   * @param cosine of the angle between them
   * @param firstNorm L2 norm of the first
   * @param secondNorm L2 norm of the second
   * @param sparse the comparison of features; null unless both are sparse and of one autoencoder
   */
  public record AtSite(
      Site site,
      double cosine,
      double firstNorm,
      double secondNorm,
      @Nullable SparseOverlap sparse) {}
}
