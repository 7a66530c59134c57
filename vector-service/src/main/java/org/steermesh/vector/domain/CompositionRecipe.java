package org.steermesh.vector.domain;

import java.util.List;
import java.util.stream.Stream;

/**
 * What only composed versions have.
 *
 * @param terms what was summed
 * @param equaliseNorms whether they were brought to the mean of their norms first
 * @param orthogonalTo what was projected out afterwards
 */
public record CompositionRecipe(
    List<Parent> terms, boolean equaliseNorms, List<Parent> orthogonalTo) {

  /**
   * A version that another was made of.
   *
   * @param vectorId its vector, then
   * @param digest its digest
   * @param weight its factor; 0 for what was projected out
   */
  public record Parent(String vectorId, String digest, double weight) {}

  /** All parents. */
  public List<Parent> parents() {
    return Stream.concat(terms.stream(), orthogonalTo.stream()).toList();
  }
}
