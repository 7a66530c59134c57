package org.steermesh.eval.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.steermesh.contract.type.Gate;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.PositionRule;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.Evaluation.Progress;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.statistics.Bootstrap;

/** Evaluations as a run would leave them, made from a seed. */
public final class Experiments {

  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  private Experiments() {}

  /** A finished sweep of {@code behaviour} over {@code blocks}, 40 questions, seven strengths. */
  public static Evaluation finished(String behaviour, int... blocks) {
    Declaration declaration = declaration(behaviour, blocks);
    return finished(behaviour, declaration, Optional.empty(), Map.of());
  }

  /** An evaluation of which nothing has been measured. */
  public static Evaluation queued(String behaviour) {
    return evaluation(
        declaration(behaviour, 3),
        State.PENDING,
        List.of(),
        subject(behaviour, Optional.empty(), Map.of()));
  }

  /** The declaration of both. */
  public static Declaration declaration(String behaviour, int... blocks) {
    List<Site> sites = new ArrayList<>();
    for (int block : blocks) {
      sites.add(new Site(block, Target.RESIDUAL));
    }
    return new Declaration(
        "",
        new Steering.Sweep(
            "models/demo",
            "vectors/" + behaviour + "/versions/" + "0123456789abcdef".repeat(4),
            sites,
            List.of(-2.0, -1.0, -0.5, 0.5, 1.0, 2.0),
            Positions.of(PositionRule.FROM_LAST_OF_PROMPT)),
        new Declaration.Items(
            "datasets/" + behaviour + "-test",
            0,
            40,
            new PromptLayout(PromptLayout.Rendering.PLAIN, "{question}", "(")),
        List.of("The tram stops near the old mill.", "Rain fell on the harbour all day."),
        new Declaration.Analysis(new Bootstrap(500, 7, 0.95), 1.5, false));
  }

  /** A cell with the scores given, and a perplexity. */
  public static CellResult cell(Cell cell, double perplexity, double... scores) {
    List<ItemScore> items = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      items.add(new ItemScore.Scored(i % 2 == 0 ? "A" : "B", scores[i]));
    }
    return result(cell, items, perplexity);
  }

  /** Some vector at {@code site}, steering with {@code strength}. */
  public static Cell steered(Site site, double strength) {
    return new Cell.Steered(arm(site.toString(), site.block(), OptionalDouble.empty()), strength);
  }

  /** A dense arm and two sparse ones of different tau, compared at three strengths each way. */
  public static Evaluation compared(String behaviour) {
    Declaration like = declaration(behaviour, 3);
    Steering steering =
        new Steering.Comparison(
            "models/demo",
            List.of(
                arm("dense", 3, OptionalDouble.empty()),
                arm("tau 0.5", 2, OptionalDouble.of(0.5)),
                arm("tau 0.9", 1, OptionalDouble.of(0.9))),
            List.of(-2.0, -1.0, -0.5, 0.5, 1.0, 2.0),
            "tau");
    return finished(
        behaviour,
        with(like, steering),
        Optional.empty(),
        Map.of(
            "tau 0.5", new SparseFacts(0.5, 2048, 61, 12.5, 10, 0.42),
            "tau 0.9", new SparseFacts(0.9, 2048, 17, 9.25, 10, 0.81)));
  }

  /** A condition: a feature of a sparse vector, from its first token to the last. */
  static Gate gate() {
    return new Gate(
        "vectors/topic/versions/" + "fedcba9876543210".repeat(4),
        new Site(1, Target.RESIDUAL),
        Optional.of(272),
        1.5f,
        new Gate.Closing(Optional.empty(), true));
  }

  /** Two vectors composed, three strengths each; the second behind a gate. */
  public static Evaluation composed(String first, String second) {
    Declaration like = declaration(first, 3);
    Steering.Composition steering =
        new Steering.Composition(
            "models/demo",
            arm(first, 3, OptionalDouble.empty()),
            List.of(-1.0, 1.0),
            arm(second, 3, OptionalDouble.empty()).behind(gate()),
            List.of(-2.0, 2.0),
            new Declaration.Items("datasets/" + second, 0, 0, like.items().layout()));
    return finished(
        first,
        with(like, steering),
        Optional.of(new Subject.Questions(second, "dd44".repeat(16), 20)),
        Map.of());
  }

  private static Declaration with(Declaration like, Steering steering) {
    return new Declaration("", steering, like.items(), like.neutralTexts(), like.analysis());
  }

  private static Arm arm(String label, int block, OptionalDouble parameter) {
    return new Arm(
        label,
        "vectors/" + label.replaceAll("[^a-z]", "") + "/versions/" + "0123456789abcdef".repeat(4),
        new Site(block, Target.RESIDUAL),
        Positions.of(PositionRule.FROM_LAST_OF_PROMPT),
        parameter);
  }

  private static Evaluation finished(
      String behaviour,
      Declaration declaration,
      Optional<Subject.Questions> second,
      Map<String, SparseFacts> sparse) {
    SplittableRandom random = new SplittableRandom(behaviour.hashCode());
    List<CellResult> cells = new ArrayList<>();
    for (Cell cell : declaration.cells()) {
      CellResult one = measured(cell, random.split());
      cells.add(
          new CellResult(
              cell,
              one.score(),
              second.map(_ -> measured(cell, random.split()).score()),
              one.perplexity(),
              one.largestRelativeDose()));
    }
    return evaluation(declaration, State.SUCCEEDED, cells, subject(behaviour, second, sparse));
  }

  private static double strength(Cell cell) {
    return cell.changes().stream().mapToDouble(Cell.Steered::strength).sum();
  }

  private static CellResult measured(Cell cell, SplittableRandom random) {
    double depth =
        switch (cell) {
          case Cell.Unsteered() -> 0;
          case Cell.Steered(Arm arm, double strength) ->
              1.0 / (1 + Math.abs(arm.site().block() - 3));
          case Cell.Composed _ -> 1;
        };
    List<ItemScore> items = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double logit = 1.4 * strength(cell) * depth + 2 * random.nextDouble() - 1.3;
      double share = 1 / (1 + Math.exp(-logit));
      items.add(
          i == 17
              ? new ItemScore.Unscored("PROMPT_TOO_LONG")
              : new ItemScore.Scored(i % 2 == 0 ? "A" : "B", share));
    }
    double harm = 1 + 0.09 * strength(cell) * strength(cell) * (0.5 + depth);
    return result(cell, items, 18.4 * harm);
  }

  private static CellResult result(Cell cell, List<ItemScore> items, double perplexity) {
    return new CellResult(
        cell,
        BehaviourScore.of(items, new Bootstrap(500, 7, 0.95)),
        Optional.empty(),
        Optional.of(new Perplexity(2, 210, -210 * Math.log(perplexity), new TreeMap<>())),
        0.04 * Math.abs(strength(cell)));
  }

  private static Subject subject(
      String behaviour, Optional<Subject.Questions> second, Map<String, SparseFacts> sparse) {
    return new Subject(
        behaviour,
        new ModelFingerprint("aa11".repeat(16), "bb22".repeat(16), ""),
        "cc33".repeat(16),
        40,
        "0.1.0",
        second,
        sparse);
  }

  private static Evaluation evaluation(
      Declaration declaration, State state, List<CellResult> cells, Subject subject) {
    Optional<Instant> end = state.isFinal() ? Optional.of(START.plusSeconds(75)) : Optional.empty();
    return new Evaluation(
        subject.behaviour() + "-sweep",
        declaration,
        subject,
        new Progress(state, START, Optional.of(START), end, Optional.empty()),
        new Results(cells));
  }
}
