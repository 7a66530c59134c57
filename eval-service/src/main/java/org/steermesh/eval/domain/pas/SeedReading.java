package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.Missing;
import org.steermesh.eval.domain.PasFinding.Plan;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Test;
import org.steermesh.eval.domain.PasFinding.Vectors;
import org.steermesh.eval.domain.PasSteps;
import org.steermesh.eval.domain.PasStudy;

/** Reads one seed of one task off the findings. */
final class SeedReading {

  private final PasStudy study;
  private final PasSteps steps;
  private final SortedMap<String, Finding> findings;

  SeedReading(PasStudy study, PasSteps steps, SortedMap<String, Finding> findings) {
    this.study = study;
    this.steps = steps;
    this.findings = findings;
  }

  private <T extends PasFinding> Optional<T> find(String step, Class<T> kind) {
    return Optional.ofNullable(findings.get(step)).map(kind::cast);
  }

  /** Every batch of a kind that is there, in order. */
  List<Answers> batches(IntFunction<String> step) {
    List<Answers> batches = new ArrayList<>();
    Optional<Answers> next = find(step.apply(0), Answers.class);
    while (next.isPresent()) {
      batches.add(next.get());
      next = find(step.apply(batches.size()), Answers.class);
    }
    return batches;
  }

  Optional<Plan> plan() {
    return find(steps.plan(), Plan.class);
  }

  /** The vectors of a search. */
  Optional<Vectors> vectors(boolean fewShot) {
    return find(steps.vectors(fewShot), Vectors.class);
  }

  /** The answers of a search on the validation part. */
  List<Answers> validation(boolean fewShot) {
    return batches(batch -> steps.validation(fewShot, batch));
  }

  List<Answers> prompt(int prompt) {
    return batches(batch -> steps.prompt(prompt, batch));
  }

  List<Answers> train() {
    return batches(steps::train);
  }

  List<Answers> test(int group) {
    return batches(batch -> steps.test(group, batch));
  }

  /** The seed; empty until its test is over. */
  Optional<PasResults.SeedResult> result() {
    boolean over = find(steps.end(), PasFinding.End.class).isPresent();
    return over ? plan().map(this::result) : Optional.empty();
  }

  private PasResults.SeedResult result(Plan plan) {
    Map<String, List<Test>> groups = Tests.byPrefix(plan.tests());
    SortedMap<String, Integer> unscored = new TreeMap<>();
    Map<Test, Outcomes> outcomes = new LinkedHashMap<>();
    int group = 0;
    for (List<Test> tests : groups.values()) {
      List<Answers> batches = test(group++);
      for (int i = 0; i < tests.size(); i++) {
        outcomes.put(tests.get(i), Outcomes.of(batches, i));
      }
      batches.forEach(
          batch -> batch.refused().forEach((why, n) -> unscored.merge(why, n, Integer::sum)));
    }
    List<PasResults.TestResult> tests = new ArrayList<>();
    for (Test test : plan.tests()) {
      Outcomes own = Objects.requireNonNull(outcomes.get(test));
      Outcomes reference = Objects.requireNonNull(outcomes.get(reference(plan, test)));
      tests.add(new PasResults.TestResult(test, own, own.minus(reference)));
    }
    List<Missing> missing = new ArrayList<>();
    study.searches().forEach(fewShot -> missing.addAll(missing(fewShot)));
    return new PasResults.SeedResult(
        steps.seed(),
        plan.trainCount(),
        plan.validationCount(),
        plan.testCount(),
        plan.examples(),
        unscored,
        tests,
        missing);
  }

  /** What a search lacks, called as its tests would be. */
  private List<Missing> missing(boolean fewShot) {
    String search = fewShot ? " on few-shot" : "";
    return vectors(fewShot).stream()
        .flatMap(vectors -> vectors.missing().stream())
        .map(each -> new Missing(each.label() + search, each.reason(), each.message()))
        .toList();
  }

  /** With examples a vector is held against the examples, everything else against nothing. */
  private static Test reference(Plan plan, Test test) {
    return plan.tests().stream()
        .filter(each -> each.role() == Role.UNSTEERED)
        .filter(each -> each.fewShot() == (test.fewShot() && test.role() != Role.UNSTEERED))
        .findFirst()
        .orElseThrow();
  }
}
