package org.steermesh.vector.domain;

import java.util.Map;
import org.steermesh.contract.type.Site;

/**
 * The activations at one site, reduced.
 *
 * @param site where
 * @param classes of every class that had an example
 * @param meanNorm mean L2 norm over all of them
 */
public record SiteStatistics(
    Site site, Map<ExampleClass, ClassStatistics> classes, double meanNorm) {

  /**
   * The activations of one class.
   *
   * @param count how many were read
   * @param mean their mean, [d_model]
   * @param meanNorm mean of their L2 norms
   * @param activity what the features of the autoencoder did, {@link FeatureActivity#NONE} without
   */
  public record ClassStatistics(
      long count, float[] mean, double meanNorm, FeatureActivity activity) {}

  /**
   * The activations of a class that had an example.
   *
   * @throws IllegalArgumentException when it had none
   */
  public ClassStatistics of(ExampleClass kind) {
    ClassStatistics found = classes.get(kind);
    if (found == null) {
      throw new IllegalArgumentException("no statistics of class " + kind.toText());
    }
    return found;
  }

  ClassStatistics positive() {
    return of(ExampleClass.POSITIVE);
  }

  ClassStatistics negative() {
    return of(ExampleClass.NEGATIVE);
  }
}
