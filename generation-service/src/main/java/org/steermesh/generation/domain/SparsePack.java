package org.steermesh.generation.domain;

import java.util.Arrays;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Operation.Nonlinearity;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.SparseSupport;

/**
 * A sparse vector with the rows that steering needs of its autoencoder.
 *
 * @param site where it was read, and where it acts
 * @param saeDigest what identifies the autoencoder
 * @param k of a TopK autoencoder, whose rows are all here; 0 for element-wise ones
 * @param nonlinearity what is applied when nobody says
 * @param features one per row, ascending; not copied, not to be changed
 * @param support the rows and values
 */
public record SparsePack(
    Site site,
    String saeDigest,
    int k,
    Nonlinearity nonlinearity,
    int[] features,
    SparseSupport support) {

  /** Whether each feature depends on all others. */
  boolean isCoupled() {
    return k > 0;
  }

  /** Adds these values, or those of a sum of vectors of the same autoencoder. */
  Operation addition(SparseSupport values, Nonlinearity nonlinearity) {
    return isCoupled()
        ? new Operation.SparseTopK(values, k, nonlinearity)
        : new Operation.SparseAdd(values, nonlinearity);
  }

  /** The rows of one feature. */
  SparseSupport row(int index) {
    int width = support.encoder().length / support.size();
    return new SparseSupport(
        Arrays.copyOfRange(support.encoder(), index * width, (index + 1) * width),
        new float[] {support.bias()[index]},
        new float[] {support.threshold()[index]},
        Arrays.copyOfRange(support.decoder(), index * width, (index + 1) * width),
        new float[] {support.values()[index]});
  }

  /** What the vector decodes to: the sum of value times decoder row, [d]. */
  float[] decoded() {
    float[] sum = new float[support.encoder().length / support.size()];
    for (int row = 0; row < support.size(); row++) {
      for (int i = 0; support.values()[row] != 0 && i < sum.length; i++) {
        sum[i] += support.values()[row] * support.decoder()[row * sum.length + i];
      }
    }
    return sum;
  }

  /** Floats held in memory. */
  public long floats() {
    return 2L * support.encoder().length + 3L * support.size();
  }
}
