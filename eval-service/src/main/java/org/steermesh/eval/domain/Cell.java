package org.steermesh.eval.domain;

import java.util.List;

/** One steering configuration of an experiment. */
public sealed interface Cell {

  /** What is added to the model; nothing in the baseline. */
  List<Steered> changes();

  /** The strength at which this cell steers with {@code arm}; 0 where it does not. */
  default double strength(Arm arm) {
    return changes().stream()
        .filter(change -> change.arm().equals(arm))
        .mapToDouble(Steered::strength)
        .sum();
  }

  /** The cell that steers with both; an arm of strength 0 is left out. */
  static Cell of(Arm first, double firstStrength, Arm second, double secondStrength) {
    if (firstStrength == 0) {
      return of(second, secondStrength);
    }
    return secondStrength == 0
        ? of(first, firstStrength)
        : new Composed(new Steered(first, firstStrength), new Steered(second, secondStrength));
  }

  private static Cell of(Arm arm, double strength) {
    return strength == 0 ? new Unsteered() : new Steered(arm, strength);
  }

  /** The model as it is: the baseline of every comparison. */
  record Unsteered() implements Cell {
    @Override
    public List<Steered> changes() {
      return List.of();
    }
  }

  /** One arm, times a strength that is not 0. */
  record Steered(Arm arm, double strength) implements Cell {

    /** Checks the strength. */
    public Steered {
      if (strength == 0 || !Double.isFinite(strength)) {
        throw new IllegalArgumentException(
            "strength is " + strength + ", allowed is any finite number but 0");
      }
    }

    @Override
    public List<Steered> changes() {
      return List.of(this);
    }
  }

  /** Two arms at once. */
  record Composed(Steered first, Steered second) implements Cell {
    @Override
    public List<Steered> changes() {
      return List.of(first, second);
    }
  }
}
