package org.steermesh.engine.sae.training;

import java.util.Locale;

/** The kinds of sparse autoencoder that can be trained. */
public enum TrainedKind {
  /** A learned threshold per feature: x where x &gt; theta, else 0. */
  JUMPRELU,
  /** The k largest pre-activations of a position, those above 0. */
  TOPK;

  /** As configuration files and command lines spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
