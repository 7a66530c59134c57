package org.steermesh.eval.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.Site;

/** What is added to the model, where and how strongly: the design of an experiment. */
public sealed interface Steering
    permits Steering.Sweep, Steering.Comparison, Steering.Composition, Study {

  /** {@code models/{model}}. */
  String model();

  /** Every way to steer, labels different. */
  List<Arm> arms();

  /** Every cell, the unsteered one first; none of a study, which works in steps. */
  List<Cell> cells();

  /**
   * One vector, site by site and strength by strength.
   *
   * @param model {@code models/{model}}
   * @param vector {@code vectors/{vector}/versions/{digest}}, the digest in full
   * @param sites where, each on its own; at least one, rising, none twice
   * @param strengths how strongly; finite, rising, none twice, 0 among them
   * @param positions which tokens of an item
   */
  record Sweep(
      String model, String vector, List<Site> sites, List<Double> strengths, Positions positions)
      implements Steering {

    /** Sorts sites and strengths, drops repeats and adds the baseline, strength 0. */
    public Sweep {
      if (sites.isEmpty()) {
        throw new IllegalArgumentException("there are 0 sites, at least 1 is needed");
      }
      sites = sites.stream().sorted().distinct().toList();
      strengths = withBaseline(strengths);
    }

    /** One arm per site. */
    @Override
    public List<Arm> arms() {
      return sites.stream()
          .map(site -> new Arm(site.toString(), vector, site, positions, OptionalDouble.empty()))
          .toList();
    }

    @Override
    public List<Cell> cells() {
      return grid(arms(), strengths);
    }
  }

  /**
   * Several vectors at the same strengths.
   *
   * @param model {@code models/{model}}
   * @param arms at least one, labels different
   * @param strengths how strongly; finite, rising, none twice, 0 among them
   * @param parameter what the arms' parameters measure, such as {@code tau}; may be empty
   */
  record Comparison(String model, List<Arm> arms, List<Double> strengths, String parameter)
      implements Steering {

    /** Checks the labels, sorts strengths, drops repeats and adds the baseline. */
    public Comparison {
      arms = List.copyOf(arms);
      requireLabels(arms);
      strengths = withBaseline(strengths);
    }

    @Override
    public List<Cell> cells() {
      return grid(arms, strengths);
    }
  }

  /**
   * Two vectors at once, every strength of the one with every strength of the other; each has
   * questions of its own.
   *
   * @param model {@code models/{model}}
   * @param first whose behaviour the declaration's items show
   * @param firstStrengths finite, rising, none twice, 0 among them
   * @param second whose behaviour {@code secondItems} show
   * @param secondStrengths finite, rising, none twice, 0 among them
   * @param secondItems the questions of the second behaviour
   */
  record Composition(
      String model,
      Arm first,
      List<Double> firstStrengths,
      Arm second,
      List<Double> secondStrengths,
      Declaration.Items secondItems)
      implements Steering {

    /** Checks the labels, sorts strengths, drops repeats and adds the baseline. */
    public Composition {
      requireLabels(List.of(first, second));
      firstStrengths = withBaseline(firstStrengths);
      secondStrengths = withBaseline(secondStrengths);
    }

    @Override
    public List<Arm> arms() {
      return List.of(first, second);
    }

    /** The cell of these strengths. */
    public Cell cell(double firstStrength, double secondStrength) {
      return Cell.of(first, firstStrength, second, secondStrength);
    }

    @Override
    public List<Cell> cells() {
      List<Cell> cells = new ArrayList<>();
      cells.add(new Cell.Unsteered());
      for (double one : firstStrengths) {
        for (double other : secondStrengths) {
          if (one != 0 || other != 0) {
            cells.add(cell(one, other));
          }
        }
      }
      return List.copyOf(cells);
    }
  }

  private static List<Cell> grid(List<Arm> arms, List<Double> strengths) {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell.Unsteered());
    for (Arm arm : arms) {
      for (double strength : strengths) {
        if (strength != 0) {
          cells.add(new Cell.Steered(arm, strength));
        }
      }
    }
    return List.copyOf(cells);
  }

  private static void requireLabels(List<Arm> arms) {
    Set<String> labels = new HashSet<>();
    for (Arm arm : arms) {
      if (!labels.add(arm.label())) {
        throw new IllegalArgumentException(
            "two arms are called '" + arm.label() + "': each needs a label of its own");
      }
    }
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("there are 0 arms, at least 1 is needed");
    }
  }

  private static List<Double> withBaseline(List<Double> strengths) {
    List<Double> all = new ArrayList<>(strengths);
    all.add(0.0);
    for (double strength : strengths) {
      if (!Double.isFinite(strength)) {
        throw new IllegalArgumentException("strength is " + strength + ", not finite");
      }
    }
    // + 0.0 turns -0.0 into 0.0, which is the same strength.
    return all.stream().map(strength -> strength + 0.0).sorted().distinct().toList();
  }
}
