package org.steermesh.vector.domain;

import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.SaeKind;
import org.steermesh.contract.type.Site;

/**
 * What building needs to know of a sparse autoencoder.
 *
 * @param name {@code saes/{sae}}
 * @param digest what identifies it, SHA-256 in hexadecimal
 * @param kind its non-linearity
 * @param width d_model
 * @param features number of features m
 * @param k features active at most at a time; 0 where the kind has no such bound
 * @param site where it was trained; null where its file does not say
 */
public record SaeFacts(
    String name, String digest, SaeKind kind, int width, int features, int k, @Nullable Site site) {

  /** Whether the features are coupled, so that steering needs the rows of all of them. */
  public boolean needsAllRows() {
    return switch (kind) {
      case RELU, JUMP_RELU -> false;
      case TOP_K -> true;
    };
  }
}
