package org.steermesh.eval.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
    SplittableRandom random = new SplittableRandom(behaviour.hashCode());
    List<CellResult> cells = new ArrayList<>();
    for (Cell cell : declaration.cells()) {
      cells.add(measured(cell, random.split()));
    }
    return evaluation(behaviour, declaration, State.SUCCEEDED, cells);
  }

  /** An evaluation of which nothing has been measured. */
  public static Evaluation queued(String behaviour) {
    return evaluation(behaviour, declaration(behaviour, 3), State.PENDING, List.of());
  }

  /** The declaration of both. */
  public static Declaration declaration(String behaviour, int... blocks) {
    List<Site> sites = new ArrayList<>();
    for (int block : blocks) {
      sites.add(new Site(block, Target.RESIDUAL));
    }
    return new Declaration(
        "",
        new Declaration.Steering(
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

  private static CellResult measured(Cell cell, SplittableRandom random) {
    double depth =
        switch (cell) {
          case Cell.Unsteered() -> 0;
          case Cell.Steered(Site site, double strength) -> 1.0 / (1 + Math.abs(site.block() - 3));
        };
    List<ItemScore> items = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double logit = 1.4 * cell.strength() * depth + 2 * random.nextDouble() - 1.3;
      double share = 1 / (1 + Math.exp(-logit));
      items.add(
          i == 17
              ? new ItemScore.Unscored("PROMPT_TOO_LONG")
              : new ItemScore.Scored(i % 2 == 0 ? "A" : "B", share));
    }
    double harm = 1 + 0.09 * cell.strength() * cell.strength() * (0.5 + depth);
    return result(cell, items, 18.4 * harm);
  }

  private static CellResult result(Cell cell, List<ItemScore> items, double perplexity) {
    return new CellResult(
        cell,
        BehaviourScore.of(items, new Bootstrap(500, 7, 0.95)),
        Optional.of(new Perplexity(2, 210, -210 * Math.log(perplexity), new TreeMap<>())),
        0.04 * Math.abs(cell.strength()));
  }

  private static Evaluation evaluation(
      String behaviour, Declaration declaration, State state, List<CellResult> cells) {
    Optional<Instant> end = state.isFinal() ? Optional.of(START.plusSeconds(75)) : Optional.empty();
    return new Evaluation(
        behaviour + "-sweep",
        declaration,
        new Subject(
            behaviour,
            new ModelFingerprint("aa11".repeat(16), "bb22".repeat(16), ""),
            "cc33".repeat(16),
            40,
            "0.1.0"),
        new Progress(state, START, Optional.of(START), end, Optional.empty()),
        new Results(cells));
  }
}
