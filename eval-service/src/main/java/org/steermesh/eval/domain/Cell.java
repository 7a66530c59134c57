package org.steermesh.eval.domain;

import org.steermesh.contract.type.Site;

/** One steering configuration of a sweep. */
public sealed interface Cell {

  /** The strength of this cell; 0 for the unsteered one. */
  double strength();

  /** The model as it is: the baseline of every comparison. */
  record Unsteered() implements Cell {
    @Override
    public double strength() {
      return 0;
    }
  }

  /** The vector of one site, times a strength that is not 0. */
  record Steered(Site site, double strength) implements Cell {

    /** Checks the strength. */
    public Steered {
      if (strength == 0 || !Double.isFinite(strength)) {
        throw new IllegalArgumentException(
            "strength is " + strength + ", allowed is any finite number but 0");
      }
    }
  }
}
