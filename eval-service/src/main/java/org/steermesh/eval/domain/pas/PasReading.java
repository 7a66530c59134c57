package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasSteps;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.Holm;
import org.steermesh.eval.domain.statistics.PairedT;

/** Reads the results of a study off its findings. */
public final class PasReading {

  private final PasStudy study;
  private final Evaluation evaluation;
  private final Bootstrap bootstrap;

  private PasReading(Evaluation evaluation, PasStudy study) {
    this.study = study;
    this.evaluation = evaluation;
    this.bootstrap = evaluation.declaration().analysis().bootstrap();
  }

  /** The results so far. */
  public static PasResults of(Evaluation evaluation, PasStudy study) {
    return new PasReading(evaluation, study).results();
  }

  private PasResults results() {
    List<PasResults.TaskResult> tasks = new ArrayList<>();
    List<SeedReading> all = new ArrayList<>();
    for (int task = 0; task < study.tasks().size(); task++) {
      List<SeedReading> readings = new ArrayList<>();
      for (long seed : study.seeds()) {
        readings.add(
            new SeedReading(study, new PasSteps(task, seed), evaluation.results().findings()));
      }
      tasks.add(task(study.tasks().get(task), readings));
      all.addAll(readings);
    }
    List<PasResults.TaskResult> corrected = corrected(tasks);
    return new PasResults(corrected, pooled(corrected), new CostReading(study, evaluation).of(all));
  }

  private PasResults.TaskResult task(PasStudy.Task task, List<SeedReading> readings) {
    List<PasResults.SeedResult> seeds =
        readings.stream().map(SeedReading::result).flatMap(Optional::stream).toList();
    Set<String> steered = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    for (PasResults.SeedResult seed : seeds) {
      for (PasResults.TestResult test : seed.tests().subList(1, seed.tests().size())) {
        switch (test.test().role()) {
          case STEERED -> steered.add(test.test().label());
          case UNSTEERED, PROMPT -> others.add(test.test().label());
          case RANDOM, SIGN_FLIP, LETTER_ONLY, SHUFFLED_LABELS -> {}
        }
      }
    }
    EffectReading effects = new EffectReading(seeds, bootstrap);
    return new PasResults.TaskResult(
        task,
        seeds,
        steered.stream().map(effects::of).flatMap(Optional::stream).toList(),
        others.stream().map(effects::of).flatMap(Optional::stream).toList(),
        new CellReading(study, readings).means());
  }

  /** Corrects the p-values of every way over the tasks. */
  private static List<PasResults.TaskResult> corrected(List<PasResults.TaskResult> tasks) {
    Map<String, double[]> byLabel = new LinkedHashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      for (PasResults.Effect effect : tasks.get(i).effects()) {
        byLabel.computeIfAbsent(effect.label(), absent -> unknown(tasks.size()))[i] =
            effect.estimate().greater();
      }
    }
    byLabel.replaceAll((label, p) -> Holm.corrected(p));
    List<PasResults.TaskResult> corrected = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      PasResults.TaskResult task = tasks.get(i);
      int index = i;
      List<PasResults.Effect> effects =
          task.effects().stream()
              .map(effect -> effect.withHolm(holm(byLabel, effect.label(), index)))
              .toList();
      corrected.add(
          new PasResults.TaskResult(
              task.task(), task.seeds(), effects, task.baselines(), task.cells()));
    }
    return corrected;
  }

  private static double holm(Map<String, double[]> byLabel, String label, int task) {
    return byLabel.getOrDefault(label, unknown(task + 1))[task];
  }

  private static double[] unknown(int size) {
    double[] p = new double[size];
    Arrays.fill(p, Double.NaN);
    return p;
  }

  private List<PasResults.Pooled> pooled(List<PasResults.TaskResult> tasks) {
    List<PasResults.Pooled> pooled = new ArrayList<>();
    Set<String> categories = new LinkedHashSet<>();
    tasks.forEach(task -> categories.add(task.task().category()));
    categories.remove("");
    for (String category : categories) {
      pooled.addAll(
          pooled(
              category,
              tasks.stream().filter(task -> task.task().category().equals(category)).toList()));
    }
    if (tasks.size() > 1) {
      pooled.addAll(pooled("", tasks));
    }
    return pooled;
  }

  private List<PasResults.Pooled> pooled(String category, List<PasResults.TaskResult> tasks) {
    Map<String, List<PasResults.Effect>> byLabel = new LinkedHashMap<>();
    for (PasResults.TaskResult task : tasks) {
      task.effects()
          .forEach(effect ->
              byLabel.computeIfAbsent(effect.label(), absent -> new ArrayList<>()).add(effect));
    }
    List<PasResults.Pooled> pooled = new ArrayList<>();
    byLabel.forEach((label, effects) -> {
      double[] seeds =
          effects.stream()
              .flatMap(effect -> effect.seeds().stream())
              .mapToDouble(Double::doubleValue)
              .toArray();
      pooled.add(
          new PasResults.Pooled(
              category,
              label,
              PairedT.of(seeds, bootstrap.confidence()),
              effects.stream().mapToLong(PasResults.Effect::itemCount).sum(),
              effects.size()));
    });
    return pooled;
  }

  /** Roles that an effect is held against, in the order of reports. */
  static List<Role> controls() {
    return List.of(Role.RANDOM, Role.SIGN_FLIP, Role.LETTER_ONLY, Role.SHUFFLED_LABELS);
  }
}
