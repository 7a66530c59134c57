package org.steermesh.cli.demo;

import java.util.List;
import org.steermesh.eval.v1.Cell;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.SteeringReceipt;

/** Every number of one demo. */
record DemoResult(
    Model model, List<Stage> stages, List<Measured> behaviours, List<SideBySide> continuations) {

  /** What a good result is. */
  static final double SHOWN = 0.85;

  static final double HIDDEN = 0.15;
  static final double LARGEST_RATIO = 1.25;
  static final double UNSTEERED_LOW = 0.30;
  static final double UNSTEERED_HIGH = 0.70;

  /** How long a stage took. */
  record Stage(String name, double seconds) {}

  /**
   * What one behaviour came to.
   *
   * @param version what {@code live} names: the chosen block alone
   * @param test the chosen block on held-out items, by strength, the unsteered model included
   */
  record Measured(String name, String version, Choice choice, List<Cell> test) {

    /** Whether steering tips the behaviour both ways at the chosen strength, at a low cost. */
    boolean reachesTheBar() {
      double unsteered = score(0);
      return unsteered >= UNSTEERED_LOW
          && unsteered <= UNSTEERED_HIGH
          && score(choice.strength()) >= SHOWN
          && score(-choice.strength()) <= HIDDEN
          && Choice.dearest(test, choice.strength()) <= LARGEST_RATIO;
    }

    private double score(float strength) {
      return Choice.at(test, strength).getScore();
    }
  }

  /** Continuations of one question. */
  record SideBySide(String behaviour, String question, List<Continuation> texts) {}

  /** One continuation, and what steered it. */
  record Continuation(float strength, String text, SteeringReceipt receipt) {}
}
