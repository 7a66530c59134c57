package org.steermesh.eval.domain.pas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Target;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.Retry;
import org.steermesh.eval.domain.statistics.Bootstrap;
import org.steermesh.eval.store.StoreOnRedis;

/** Declared studies of painless activation steering. */
public final class PasStudies {

  private PasStudies() {}

  /** Two tasks, three seeds, three methods, two blocks, three strengths, all controls. */
  public static PasStudy study() {
    return study(40);
  }

  /** The same, with vectors from so many training items. */
  public static PasStudy study(int train) {
    return new PasStudy(
        "models/demo",
        List.of(
            new PasStudy.Task("datasets/age", "bias", "condition", "aa"),
            new PasStudy.Task("datasets/ses", "bias", "condition", "bb")),
        PasStudy.Protocol.SOUND,
        List.of(1L, 2L, 3L),
        new PasStudy.Split(4000, train, 40, 40),
        List.of(PasStudy.Method.values()),
        new PasStudy.Grid(List.of(Target.RESIDUAL), List.of(1, 2), List.of(1.0, 4.0, 8.0)),
        PasStudy.Selection.PAPER_TIE,
        new PasStudy.Controls(3, 7, true, true, true),
        new PasStudy.Baselines(List.of("Think.", "Think twice."), 4, true),
        Optional.empty());
  }

  /** Its declaration. */
  public static Declaration declaration(PasStudy study) {
    return new Declaration(
        "",
        study,
        new Declaration.Items(
            "datasets/age",
            0,
            0,
            new PromptLayout(PromptLayout.Rendering.PLAIN, "{question}", "(")),
        List.of(),
        new Declaration.Analysis(new Bootstrap(200, 7, 0.95), 1.5, false));
  }

  /** A finished evaluation of {@link #study}, run in a small world. */
  public static Evaluation finished(StoreOnRedis redis) {
    return finished(redis, "finished", study());
  }

  /** A finished evaluation, run in a small world. */
  public static Evaluation finished(StoreOnRedis redis, String id, PasStudy study) {
    redis.store().create(id, declaration(study), Experiments.queued("age").subject(), 99);
    run(redis.store(), redis.claim(id), new SmallWorld(), Integer.MAX_VALUE);
    return redis.store().find(id).orElseThrow();
  }

  /** Runs a study until the world dies, or to the end, and gives the claim back. */
  public static SortedMap<String, Finding> run(
      EvaluationStore store, Claim claim, SmallWorld world, int calls) {
    world.dieAfter(calls);
    Cancellation cancellation = new Cancellation();
    Evaluation begun = store.find(claim.id()).orElseThrow();
    Notebook notebook =
        new Notebook(
            store, claim, new Retry(Duration.ZERO), cancellation, begun.results().findings());
    try {
      new PasRunner(world, world)
          .run((PasStudy) begun.declaration().steering(), notebook, cancellation);
    } catch (SteermeshException died) {
      assertThat(died.reason()).isEqualTo(ErrorReason.CANCELLED);
    }
    return store.find(claim.id()).orElseThrow().results().findings();
  }

  static Optional<PasResults.Effect> effect(PasResults.TaskResult task, String label) {
    return task.effects().stream().filter(each -> each.label().equals(label)).findFirst();
  }
}
