package org.steermesh.vector.api;

import org.steermesh.vector.domain.VersionText;

/** Texts of versions, without a service around them. */
public final class VersionTexts {

  private VersionTexts() {}

  /** Those of the contract's own message. */
  public static VersionText ofContract() {
    return new VersionMessages();
  }
}
