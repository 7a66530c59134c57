package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is measured together. The groups are the same whatever is left to do: sums are rounded by
 * what shares a batch, and numbers of an evaluation that goes on after a crash are to be those of
 * one that was never disturbed, to the last digit.
 */
public final class Passes {

  private Passes() {}

  /**
   * The groups, in order, of which something is missing.
   *
   * @param all everything there is to measure
   * @param most how many are measured together, at least 1
   */
  public static <T> List<List<T>> withMissing(List<T> all, int most, Predicate<T> missing) {
    List<List<T>> passes = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      List<T> pass = all.subList(from, Math.min(from + most, all.size()));
      if (pass.stream().anyMatch(missing)) {
        passes.add(pass);
      }
    }
    return passes;
  }
}
