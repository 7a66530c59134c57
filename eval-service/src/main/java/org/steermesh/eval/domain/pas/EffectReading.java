package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Test;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.domain.statistics.Interval;
import org.steermesh.eval.domain.statistics.PairedT;

/** Reads effects over the seeds of one task. */
final class EffectReading {

  private final List<PasResults.SeedResult> seeds;
  private final Bootstrap bootstrap;

  EffectReading(List<PasResults.SeedResult> seeds, Bootstrap bootstrap) {
    this.seeds = seeds;
    this.bootstrap = bootstrap;
  }

  /** The effect of a test; empty where no item was scored in any seed. */
  Optional<PasResults.Effect> of(String label) {
    List<PasResults.TestResult> tests = tests(label);
    double[] perSeed = perSeed(tests);
    if (perSeed.length == 0) {
      return Optional.empty();
    }
    Test test = tests.getFirst().test();
    double[] items = items(tests);
    PairedT estimate = PairedT.of(perSeed, bootstrap.confidence());
    Interval interval = bootstrap.mean(items).interval();
    Interval told = estimate.interval().isKnown() ? estimate.interval() : interval;
    return Optional.of(
        new PasResults.Effect(
            label,
            test.way(),
            test.fewShot(),
            DoubleStream.of(perSeed).boxed().toList(),
            estimate,
            items.length,
            interval,
            estimate.greater(),
            tests.stream().mapToInt(PasResults.TestResult::rightToWrong).sum(),
            tests.stream().mapToInt(PasResults.TestResult::wrongToRight).sum(),
            test.role() == Role.STEERED ? controls(test, told) : List.of(),
            conditions(tests)));
  }

  private List<PasResults.TestResult> tests(String label) {
    return seeds.stream()
        .flatMap(seed -> seed.tests().stream().filter(t -> t.test().label().equals(label)))
        .toList();
  }

  private static double[] perSeed(List<PasResults.TestResult> tests) {
    return tests.stream()
        .filter(test -> !test.differences().isEmpty())
        .mapToDouble(test -> mean(test.differences()))
        .toArray();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double[] items(List<PasResults.TestResult> tests) {
    return tests.stream()
        .flatMap(test -> test.differences().stream())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private List<PasResults.Control> controls(Test steered, Interval effect) {
    List<PasResults.Control> controls = new ArrayList<>();
    for (Role role : PasReading.controls()) {
      List<List<PasResults.TestResult>> bySeed =
          seeds.stream().map(seed -> of(seed, steered, role)).filter(t -> !t.isEmpty()).toList();
      if (!bySeed.isEmpty()) {
        controls.add(control(role, bySeed, effect));
      }
    }
    return controls;
  }

  private static List<PasResults.TestResult> of(
      PasResults.SeedResult seed, Test steered, Role role) {
    return seed.tests().stream()
        .filter(each ->
            each.test().role() == role
                && each.test().way().equals(steered.way())
                && each.test().fewShot() == steered.fewShot()
                && !each.differences().isEmpty())
        .toList();
  }

  private PasResults.Control control(
      Role role, List<List<PasResults.TestResult>> bySeed, Interval effect) {
    double[] means =
        bySeed.stream()
            .mapToDouble(draws -> DoubleStream.of(perSeed(draws)).average().orElseThrow())
            .toArray();
    List<PasResults.TestResult> all = bySeed.stream().flatMap(List::stream).toList();
    PairedT estimate = PairedT.of(means, bootstrap.confidence());
    Interval items = bootstrap.mean(items(all)).interval();
    OptionalDouble largest = role == Role.RANDOM ? largest(all) : OptionalDouble.empty();
    Interval told = estimate.interval().isKnown() ? estimate.interval() : items;
    // Where an interval is not known, nothing tells them apart.
    boolean known = effect.isKnown() && told.isKnown();
    double most = Math.max(told.high(), largest.orElse(-1));
    boolean reaches = !known || most >= effect.low();
    return new PasResults.Control(
        role, label(role), estimate, items, items(all).length, largest, reaches);
  }

  /** The draw with the largest mean over the seeds. */
  private static OptionalDouble largest(List<PasResults.TestResult> all) {
    SortedSet<String> draws = new TreeSet<>();
    all.forEach(each -> draws.add(each.test().label()));
    return draws.stream()
        .mapToDouble(draw ->
            DoubleStream.of(
                    perSeed(all.stream().filter(t -> t.test().label().equals(draw)).toList()))
                .average()
                .orElseThrow())
        .max();
  }

  private static String label(Role role) {
    return switch (role) {
      case RANDOM -> "random vectors";
      case SIGN_FLIP -> "sign flip";
      case LETTER_ONLY -> "letter only";
      case SHUFFLED_LABELS -> "shuffled labels";
      case UNSTEERED, STEERED, PROMPT ->
          throw new IllegalArgumentException(role + " is no control");
    };
  }

  private List<PasResults.ConditionEffect> conditions(List<PasResults.TestResult> tests) {
    SortedSet<String> values = new TreeSet<>();
    tests.forEach(test -> values.addAll(test.outcomes().values()));
    List<PasResults.ConditionEffect> effects = new ArrayList<>();
    for (String value : values) {
      List<List<Double>> differences = new ArrayList<>();
      double unsteered = 0;
      for (PasResults.SeedResult seed : seeds) {
        Outcomes reference = reference(seed, tests.getFirst().test()).of(value);
        Optional<PasResults.TestResult> test =
            seed.tests().stream()
                .filter(t -> t.test().label().equals(tests.getFirst().test().label()))
                .findFirst();
        List<Double> each =
            test.map(t -> t.outcomes().of(value).minus(reference)).orElse(List.of());
        if (!each.isEmpty()) {
          differences.add(each);
          unsteered += reference.accuracy();
        }
      }
      if (!differences.isEmpty()) {
        effects.add(condition(value, differences, unsteered / differences.size()));
      }
    }
    return effects;
  }

  private PasResults.ConditionEffect condition(
      String value, List<List<Double>> differences, double unsteered) {
    double[] means = differences.stream().mapToDouble(EffectReading::mean).toArray();
    long items = differences.stream().mapToLong(List::size).sum();
    return new PasResults.ConditionEffect(
        value, PairedT.of(means, bootstrap.confidence()), items, unsteered);
  }

  private static Outcomes reference(PasResults.SeedResult seed, Test test) {
    boolean examples = test.fewShot() && test.role() != Role.UNSTEERED;
    return seed.tests().stream()
        .filter(each -> each.test().role() == Role.UNSTEERED && each.test().fewShot() == examples)
        .findFirst()
        .orElseThrow()
        .outcomes();
  }
}
