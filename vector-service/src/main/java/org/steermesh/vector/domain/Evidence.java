package org.steermesh.vector.domain;

import java.util.List;

/**
 * What an evaluation found.
 *
 * @param evaluation {@code evaluations/{evaluation}}
 * @param sideEffects what it measured beside the behaviour
 */
public record Evidence(String evaluation, List<SideEffect> sideEffects) {

  /**
   * One side effect.
   *
   * @param name what was measured
   * @param change steered minus unsteered; less than 0 is worse
   * @param limit how much worse is allowed
   */
  public record SideEffect(String name, double change, double limit) {

    boolean isInside() {
      return change >= -limit;
    }
  }
}
