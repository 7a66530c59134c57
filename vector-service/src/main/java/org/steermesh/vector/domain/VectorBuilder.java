package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.task.TaskCatalog;

/** Turns statistics of activations into stored versions. */
public final class VectorBuilder {

  private final DatasetStore datasets;
  private final VectorStore vectors;
  private final ActivationReader activations;
  private final VersionMaker maker;
  private final PasBuild painless;

  /**
   * What vectors are built from.
   *
   * @param datasets contrastive pairs
   * @param tasks multiple-choice items
   * @param predictor answers them
   * @param activations reads activations
   */
  public record Sources(
      DatasetStore datasets,
      TaskCatalog tasks,
      LetterPredictor predictor,
      ActivationReader activations) {}

  /** Builds from data sets, by way of activations, into the store. */
  public VectorBuilder(Sources sources, VectorStore vectors, String codeVersion, Clock clock) {
    this.datasets = sources.datasets();
    this.vectors = vectors;
    this.activations = sources.activations();
    this.maker = new VersionMaker(codeVersion, clock);
    this.painless = new PasBuild(sources.tasks(), sources.predictor(), activations, vectors, maker);
  }

  /** Builds and stores the versions of a plan; of an equal build, those that are there. */
  BuildOperation.Outcome.Built build(BuildPlan plan, BuildProgress progress) {
    progress.begin();
    if (plan.pas() != null) {
      return painless.run(plan, plan.pas(), progress);
    }
    SparsePlan sparse = plan.sparse();
    ActivationReader.Reading reading =
        new ActivationReader.Reading(
            plan.model().name(),
            plan.sites(),
            plan.readPositions(),
            plan.layout(),
            sparse == null ? null : sparse.sae().name());
    ActivationReader.Summary summary =
        activations.summarize(
            reading, new ExampleSource(datasets, plan, progress), progress::isStopped);
    checkModel(plan, summary);
    return sparse == null
        ? BuildOperation.Outcome.Built.of(dense(plan, summary.sites()))
        : new SparseBuild(activations, vectors, maker, progress).run(plan, sparse, summary);
  }

  /** Refuses what was read from another model than the one that the build was asked for. */
  static void checkModel(BuildPlan plan, ActivationReader.Summary summary) {
    if (!summary.model().fingerprint().equals(plan.model().fingerprint())) {
      throw new SteermeshException(
              ErrorReason.VECTOR_OF_OTHER_MODEL,
              plan.model().name()
                  + " is not the model any more that the build was asked for: its weights,"
                  + " tokenizer or template changed")
          .with("model", plan.model().name());
    }
  }

  private Version dense(BuildPlan plan, List<SiteStatistics> statistics) {
    List<SiteVector> values =
        statistics.stream()
            .map(read -> MeanDifference.of(read.site(), read.positive(), read.negative()))
            .map(plan.storedDtype()::round)
            .toList();
    List<VersionSite> sites = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      sites.add(VersionSite.of(values.get(i), statistics.get(i).meanNorm(), plan.storedDtype()));
    }
    return vectors.putIfAbsent(maker.of(plan, sites, null), values);
  }
}
