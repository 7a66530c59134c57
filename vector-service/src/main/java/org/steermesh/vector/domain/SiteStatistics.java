package org.steermesh.vector.domain;

import org.steermesh.contract.type.Site;

/**
 * The activations of both classes at one site, reduced.
 *
 * @param site where
 * @param positive of the completions that show the behaviour
 * @param negative of those that do not
 * @param meanNorm mean L2 norm over both
 */
public record SiteStatistics(
    Site site, ClassStatistics positive, ClassStatistics negative, double meanNorm) {

  /**
   * The activations of one class.
   *
   * @param count how many were read
   * @param mean their mean, [d_model]
   * @param activity what the features of the autoencoder did, {@link FeatureActivity#NONE} without
   */
  public record ClassStatistics(long count, float[] mean, FeatureActivity activity) {}
}
