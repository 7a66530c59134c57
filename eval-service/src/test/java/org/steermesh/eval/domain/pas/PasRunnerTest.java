package org.steermesh.eval.domain.pas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.PasFinding.Answers;
import org.steermesh.eval.domain.PasFinding.Role;
import org.steermesh.eval.domain.PasFinding.Vectors;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.store.StoreOnRedis;

final class PasRunnerTest {

  private static final PasStudy STUDY = PasStudies.study();

  @TempDir static Path directory;
  private static StoreOnRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = StoreOnRedis.start(directory);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Test
  void whoeverTakesOverLosesOneCallAtMostAndEndsWithTheSameFindings() {
    SmallWorld undisturbed = new SmallWorld();
    SortedMap<String, Finding> whole = run("whole", undisturbed, Integer.MAX_VALUE);
    SmallWorld dying = new SmallWorld();
    SplittableRandom random = new SplittableRandom(5);
    int lives = 0;
    int calls = 0;
    SortedMap<String, Finding> findings = new TreeMap<>();
    while (!findings.keySet().equals(whole.keySet())) {
      findings = run("killed", dying, random.nextInt(1, 12));
      calls += dying.calls();
      lives++;
    }

    assertThat(lives).isGreaterThan(10);
    assertThat(calls).isLessThanOrEqualTo(undisturbed.calls() + lives);
    assertThat(untimed(findings)).isEqualTo(untimed(whole));
  }

  @Test
  void effectsAreThoseOfTheWorldAndControlsDoNotReachThem() {
    run("read", new SmallWorld(), Integer.MAX_VALUE);

    PasResults results = PasReading.of(evaluation("read"), STUDY);

    PasResults.TaskResult age = results.tasks().getFirst();
    assertThat(age.seeds()).hasSize(3);
    PasResults.Effect effect = PasStudies.effect(age, "iPASwo").orElseThrow();
    assertThat(effect.estimate().mean()).isGreaterThan(0.3);
    assertThat(effect.isAboveZero()).isTrue();
    assertThat(effect.rightToWrong()).isZero();
    assertThat(effect.wrongToRight()).isPositive();
    assertThat(effect.itemCount()).isEqualTo(3 * 40);
    assertThat(effect.controls())
        .extracting(PasResults.Control::role)
        .containsExactly(Role.RANDOM, Role.SIGN_FLIP, Role.LETTER_ONLY, Role.SHUFFLED_LABELS);
    assertThat(effect.controls())
        .filteredOn(control -> control.role() != Role.RANDOM)
        .allSatisfy(control -> assertThat(control.reaches()).isFalse());
    assertThat(effect.conditions())
        .extracting(PasResults.ConditionEffect::value)
        .containsExactly("ambig", "disambig");
    assertThat(effect.conditions())
        .extracting(PasResults.ConditionEffect::itemCount)
        .containsExactly(60L, 60L);
    assertThat(Verdicts.of(effect)).contains("iPASwo changes the test accuracy by +");
  }

  @Test
  void theFirstLargestCellIsChosenAndTheTestIsLookedAtOnce() {
    run("once", new SmallWorld(), Integer.MAX_VALUE);

    PasResults results = PasReading.of(evaluation("once"), STUDY);

    PasResults.SeedResult seed = results.tasks().getFirst().seeds().getFirst();
    assertThat(seed.tests())
        .filteredOn(test -> test.test().role() == Role.STEERED)
        .extracting(test -> test.test().label())
        .containsExactly("iPASa", "iPASwo", "iPASa on few-shot", "iPASwo on few-shot");
    assertThat(seed.tests())
        .filteredOn(test -> test.test().label().equals("iPASwo"))
        .first()
        .satisfies(test -> {
          assertThat(test.test().steered().orElseThrow().site().block()).isEqualTo(2);
          assertThat(test.test().steered().orElseThrow().strength()).isEqualTo(8);
        });
    assertThat(seed.missing())
        .extracting("label")
        .containsExactlyInAnyOrder("PASf", "PASf on few-shot");
    assertThat(seed.examples()).hasValue(STUDY.baselines().fewShot());
    assertThat(evaluation("once").results().findings().keySet())
        .filteredOn(step -> step.startsWith("0/1/test/"))
        .containsExactlyInAnyOrder(
            "0/1/test/0/0",
            "0/1/test/0/1",
            "0/1/test/0/2",
            "0/1/test/1/0",
            "0/1/test/1/1",
            "0/1/test/1/2",
            "0/1/test/2/0",
            "0/1/test/2/1",
            "0/1/test/2/2");
  }

  @Test
  void methodsArePooledOverTasksAndCorrectedOverThem() {
    run("pooled", new SmallWorld(), Integer.MAX_VALUE);

    PasResults results = PasReading.of(evaluation("pooled"), STUDY);

    assertThat(results.pooled()).hasSize(8);
    PasResults.Pooled bias = results.pooled().getFirst();
    assertThat(bias.category()).isEqualTo("bias");
    assertThat(bias.estimate().count()).isEqualTo(6);
    assertThat(bias.taskCount()).isEqualTo(2);
    PasResults.Effect effect = results.tasks().get(1).effects().getFirst();
    assertThat(effect.holm()).isGreaterThanOrEqualTo(effect.estimate().greater());
    assertThat(results.tasks().getFirst().cells()).hasSize(2 * 2 * 3);
    assertThat(results.cost().allVectorBytes()).isEqualTo(16L * 2 * 2 * 6 * 2);
  }

  @Test
  void aRandomVectorHasTheNormOfItsLike() {
    List<Float> random = Pushes.random(new float[] {3, 0, 4, 0}, 1);

    double squares = random.stream().mapToDouble(value -> value * value).sum();
    assertThat(Math.sqrt(squares)).isCloseTo(5, within(1e-6));
    assertThat(Pushes.random(new float[] {3, 0, 4, 0}, 1)).isEqualTo(random);
    assertThat(Pushes.random(new float[] {3, 0, 4, 0}, 2)).isNotEqualTo(random);
  }

  private static SortedMap<String, Finding> run(String id, SmallWorld world, int calls) {
    EvaluationStore store = redis.store();
    store.create(id, PasStudies.declaration(STUDY), Experiments.queued("age").subject(), 99);
    Claim claim = redis.claim(id);
    SortedMap<String, Finding> findings = PasStudies.run(store, claim, world, calls);
    store.release(claim);
    return findings;
  }

  private static Evaluation evaluation(String id) {
    return redis.store().find(id).orElseThrow();
  }

  private static SortedMap<String, Finding> untimed(SortedMap<String, Finding> findings) {
    SortedMap<String, Finding> untimed = new TreeMap<>(findings);
    untimed.replaceAll((step, finding) ->
        switch (finding) {
          case Answers answers ->
              new Answers(answers.items(), answers.given(), answers.refused(), 0);
          case Vectors vectors -> new Vectors(vectors.built(), vectors.missing(), 0);
          default -> finding;
        });
    return untimed;
  }
}
