package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.Built;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Steered;
import org.steermesh.eval.domain.PasFinding.Test;
import org.steermesh.eval.domain.PasFinding.Vectors;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.PasStudy.Part;

/** Chooses the cell of every method, and what its effect is held against. */
final class TestPlanner {

  private final PasRunner.Services services;
  private final PasStudy study;
  private final SeedRun seed;

  TestPlanner(PasRunner.Services services, PasStudy study, SeedRun seed) {
    this.services = services;
    this.study = study;
    this.seed = seed;
  }

  /**
   * What a search found.
   *
   * @param answers to the validation items, by cell, the unsteered one first
   * @param fewShot whether examples stood before every question
   * @param prefix what stood before every question
   */
  record Search(
      Vectors vectors,
      List<Cells.Cell> cells,
      List<Answers> answers,
      boolean fewShot,
      String prefix) {

    List<Choice.Tried> tried(PasStudy.Way way) {
      List<Choice.Tried> tried = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        Cells.Cell cell = cells.get(i);
        if (cell.way().equals(way)) {
          int[] right = Cells.rightOf(answers, i + 1);
          tried.add(new Choice.Tried(cell.site(), cell.strength(), right[0], right[1]));
        }
      }
      return tried;
    }
  }

  /** A cell that was chosen, and the vector that it is of. */
  private record Chosen(PasStudy.Way way, Built built, Choice.Tried cell) {}

  /** The chosen cell of every way, each followed by its controls. */
  List<Test> chosen(Search search) {
    List<Chosen> chosen = new ArrayList<>();
    for (PasStudy.Way way : study.ways()) {
      Optional<Built> built = search.vectors().find(way.method().name());
      built
          .flatMap(_ -> Choice.of(search.tried(way), study.selection()))
          .ifPresent(cell -> chosen.add(new Chosen(way, built.orElseThrow(), cell)));
    }
    Map<PasStudy.Method, Built> shuffled = shuffled(search, chosen);
    List<Test> tests = new ArrayList<>();
    for (Chosen each : chosen) {
      tests.add(test(search, each, Role.STEERED, "", steered(each, each.cell().strength())));
      tests.addAll(controls(search, each, shuffled));
    }
    return tests;
  }

  private List<Test> controls(Search search, Chosen chosen, Map<PasStudy.Method, Built> shuffled) {
    PasStudy.Controls wanted = study.controls();
    double strength = chosen.cell().strength();
    List<Test> tests = new ArrayList<>();
    for (int draw = 0; draw < wanted.randomVectors(); draw++) {
      Steered random =
          new Steered(
              chosen.built().version(),
              "",
              Optional.of(wanted.randomSeed() + draw),
              chosen.cell().site(),
              strength);
      tests.add(test(search, chosen, Role.RANDOM, ", random vector " + (draw + 1), random));
    }
    if (wanted.signFlip()) {
      Steered flipped = steered(chosen, -strength);
      tests.add(test(search, chosen, Role.SIGN_FLIP, ", sign flipped", flipped));
    }
    if (wanted.letterOnly()) {
      letterOnly(chosen)
          .ifPresent(
              letter -> tests.add(test(search, chosen, Role.LETTER_ONLY, ", letter only", letter)));
    }
    Optional.ofNullable(shuffled.get(chosen.way().method()))
        .ifPresent(built -> {
          Steered other =
              new Steered(built.version(), "", Optional.empty(), chosen.cell().site(), strength);
          tests.add(test(search, chosen, Role.SHUFFLED_LABELS, ", shuffled labels", other));
        });
    return tests;
  }

  private static Steered steered(Chosen chosen, double strength) {
    return new Steered(
        chosen.built().version(), "", Optional.empty(), chosen.cell().site(), strength);
  }

  private Test test(Search search, Chosen chosen, Role role, String what, Steered steered) {
    return new Test(
        label(study, chosen.way(), search.fewShot()) + what,
        role,
        Optional.of(chosen.way()),
        search.fewShot(),
        search.prefix(),
        Optional.of(steered),
        role == Role.STEERED ? chosen.cell().accuracy() : Double.NaN);
  }

  /** What a way is called: its target is named where it is not the residual alone. */
  static String label(PasStudy study, PasStudy.Way way, boolean fewShot) {
    boolean plain = study.grid().targets().equals(List.of(Target.RESIDUAL));
    return way.method().label()
        + (plain ? "" : ", " + way.target().name().toLowerCase(Locale.ROOT))
        + (fewShot ? " on few-shot" : "");
  }

  private Map<PasStudy.Method, Built> shuffled(Search search, List<Chosen> chosen) {
    Map<PasStudy.Method, Built> versions = new TreeMap<>();
    if (!study.controls().shuffledLabels() || chosen.isEmpty()) {
      return versions;
    }
    List<Site> sites = chosen.stream().map(each -> each.cell().site()).distinct().toList();
    List<PasStudy.Method> methods =
        chosen.stream().map(each -> each.way().method()).distinct().toList();
    TaskLibrary.Order order =
        new TaskLibrary.Order(
            seed.vectorId(search.fewShot() ? "few-shuffled" : "shuffled"),
            study.model(),
            seed.view(),
            methods,
            sites,
            search.prefix(),
            Optional.of(seed.view().seed()),
            study.shown());
    Vectors built = seed.built(seed.steps().shuffled(search.fewShot()), order);
    methods.forEach(
        method -> built.find(method.name()).ifPresent(version -> versions.put(method, version)));
    return versions;
  }

  /**
   * A vector of one letter: training prompts whose right letter is the most frequent one against
   * the others; where all share one letter, those that the model answers with it against the
   * others. Empty where a side stays empty.
   */
  private Optional<Steered> letterOnly(Chosen chosen) {
    LetterSplit split = LetterSplit.of(seed.items(Part.TRAIN).items(), seed::trainingAnswers);
    if (split.with().isEmpty() || split.without().isEmpty()) {
      return Optional.empty();
    }
    Site acts = chosen.cell().site();
    boolean before =
        study.protocol() == PasStudy.Protocol.PAPER && acts.target() == Target.RESIDUAL;
    Site read = before ? new Site(acts.block() - 1, acts.target()) : acts;
    List<Float> values =
        services
            .notebook()
            .ask(() -> services.scorer().difference(study.model(), study.shown(), split, read));
    return Optional.of(Pushes.at(acts, chosen.cell().strength(), values));
  }
}
