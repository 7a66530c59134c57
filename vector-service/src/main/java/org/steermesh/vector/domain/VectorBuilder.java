package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Turns statistics of activations into stored versions. */
public final class VectorBuilder {

  private final DatasetStore datasets;
  private final VectorStore vectors;
  private final ActivationReader activations;
  private final VersionMaker maker;

  /** Builds from data sets, by way of activations, into the store. */
  public VectorBuilder(
      DatasetStore datasets,
      VectorStore vectors,
      ActivationReader activations,
      String codeVersion,
      Clock clock) {
    this.datasets = datasets;
    this.vectors = vectors;
    this.activations = activations;
    this.maker = new VersionMaker(codeVersion, clock);
  }

  /** Builds and stores the versions of a plan; of an equal build, those that are there. */
  BuildOperation.Outcome.Built build(BuildPlan plan, BuildProgress progress) {
    progress.begin();
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
    if (!summary.model().fingerprint().equals(plan.model().fingerprint())) {
      throw new SteermeshException(
              ErrorReason.VECTOR_OF_OTHER_MODEL,
              plan.model().name()
                  + " is not the model any more that the build was asked for: its weights,"
                  + " tokenizer or template changed")
          .with("model", plan.model().name());
    }
    return sparse == null
        ? BuildOperation.Outcome.Built.of(dense(plan, summary.sites()))
        : new SparseBuild(activations, vectors, maker, progress).run(plan, sparse, summary);
  }

  private Version dense(BuildPlan plan, List<SiteStatistics> statistics) {
    List<SiteVector> values = statistics.stream().map(MeanDifference::of).toList();
    List<VersionSite> sites = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      SiteVector vector = values.get(i);
      String digest = Digests.sha256(Digests.toBytes(vector.values()));
      double meanNorm = statistics.get(i).meanNorm();
      sites.add(new VersionSite(vector.site(), vector.norm(), meanNorm, digest));
    }
    return vectors.putIfAbsent(maker.of(plan, sites, null), values);
  }
}
