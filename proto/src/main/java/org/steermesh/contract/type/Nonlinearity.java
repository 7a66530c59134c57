package org.steermesh.contract.type;

/** The non-linearity after a sparse vector is added to the features. */
public enum Nonlinearity {
  /** The autoencoder's own. */
  OWN,
  /** max(x, 0). */
  RELU
}
