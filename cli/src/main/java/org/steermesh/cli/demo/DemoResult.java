package org.steermesh.cli.demo;

import java.util.List;
import java.util.Optional;
import org.steermesh.cli.stage.Stage;
import org.steermesh.eval.v1.Cell;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.SteeringReceipt;

/** Every number of one demo. */
record DemoResult(
    Model model,
    List<Stage> stages,
    List<Measured> behaviours,
    List<Measured> sparse,
    Evaluation task,
    List<SideBySide> continuations,
    Optional<FeatureReport> features) {

  /** Of the dense vectors. */
  static final Bar DENSE = new Bar(0.85, 0.15);

  /** Of the sparse ones. */
  static final Bar SPARSE = new Bar(0.80, 0.20);

  static final double LARGEST_RATIO = 1.25;
  static final double UNSTEERED_LOW = 0.30;
  static final double UNSTEERED_HIGH = 0.70;

  /** What a good result is: the least score at the strength, and the largest at its negative. */
  record Bar(double shown, double hidden) {}

  /**
   * What one behaviour came to by one method.
   *
   * @param method the word for it in a table
   * @param version what {@code live} names: the chosen block alone
   * @param test the chosen block on held-out items, by strength, the unsteered model included
   */
  record Measured(String name, String method, String version, Choice choice, List<Cell> test) {

    /** Whether steering tips the behaviour both ways at the chosen strength, at a low cost. */
    boolean reaches(Bar bar) {
      double unsteered = score(0);
      return unsteered >= UNSTEERED_LOW
          && unsteered <= UNSTEERED_HIGH
          && score(choice.strength()) >= bar.shown()
          && score(-choice.strength()) <= bar.hidden()
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
