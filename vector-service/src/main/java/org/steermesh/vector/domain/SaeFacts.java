package org.steermesh.vector.domain;

import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.SaeKind;
import org.steermesh.contract.type.Site;

/**
 * What building needs to know of a sparse autoencoder.
 *
 * @param name {@code saes/{sae}}
 * @param digest what identifies it, SHA-256 in hexadecimal; empty as long as its file is being read
 *     for the first time
 * @param kind its non-linearity
 * @param width d_model
 * @param features number of features m
 * @param k features active at most at a time; 0 where the kind has no such bound
 * @param site where it was trained; null where its file does not say
 */
public record SaeFacts(
    String name, String digest, SaeKind kind, int width, int features, int k, @Nullable Site site) {

  /**
   * What those who have used it say of it: the same, and its digest.
   *
   * @throws SteermeshException SAE_INVALID where anything is otherwise than it was before
   */
  SaeFacts confirmedBy(SaeFacts used) {
    String expected = digest.isEmpty() ? used.digest : digest;
    if (!used.equals(new SaeFacts(name, expected, kind, width, features, k, site))) {
      throw new SteermeshException(
              ErrorReason.SAE_INVALID,
              name
                  + " is not the autoencoder any more that the build was asked for: its file changed")
          .with("sae", name);
    }
    return used;
  }

  /** Whether the features are coupled, so that steering needs the rows of all of them. */
  public boolean needsAllRows() {
    return switch (kind) {
      case RELU, JUMP_RELU -> false;
      case TOP_K -> true;
    };
  }
}
