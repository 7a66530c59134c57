package org.steermesh.vector.domain;

/** Versions as a text that other clusters read: the contract's own message. */
public interface VersionText {

  /** The text of a version. */
  String write(Version version);

  /**
   * The version of a text. The digests of its payload are not in it, and are empty.
   *
   * @throws org.steermesh.contract.SteermeshException VECTOR_FILE_INVALID
   */
  Version read(String text);
}
