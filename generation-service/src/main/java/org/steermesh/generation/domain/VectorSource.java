package org.steermesh.generation.domain;

/** Where named vectors come from. */
@FunctionalInterface
public interface VectorSource {

  /**
   * Finds a version with its floats.
   *
   * @param name {@code vectors/{vector}}, {@code vectors/{vector}@{alias}} or {@code
   *     vectors/{vector}/versions/{digest}}, the digest possibly abbreviated
   * @throws org.steermesh.contract.SteermeshException when it does not exist, or its keeper is away
   */
  VectorVersion find(String name);
}
