package org.steermesh.vector.domain;

/** How a vector is made from a data set. */
public enum BuildMethod {
  /** Mean of the positive activations minus mean of the negative ones (CAA), not normalised. */
  MEAN_DIFFERENCE,
  /** Difference of mean features of a sparse autoencoder, filtered by frequency (SAS). */
  SAS
}
