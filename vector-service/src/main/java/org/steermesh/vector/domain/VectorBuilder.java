package org.steermesh.vector.domain;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;

/** Turns statistics of activations into a stored version. */
public final class VectorBuilder {

  private final DatasetStore datasets;
  private final VectorStore vectors;
  private final ActivationReader activations;
  private final String codeVersion;
  private final Clock clock;

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
    this.codeVersion = codeVersion;
    this.clock = clock;
  }

  /** Builds and stores the version of a plan; of an equal build, the one that is there. */
  Version build(BuildPlan plan, BuildProgress progress) {
    progress.begin();
    ActivationReader.Reading reading =
        new ActivationReader.Reading(
            plan.model().name(), plan.sites(), plan.readPositions(), plan.layout());
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
    List<SiteVector> values =
        switch (plan.method()) {
          case MEAN_DIFFERENCE -> summary.sites().stream().map(MeanDifference::of).toList();
        };
    List<VersionSite> sites = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      SiteVector vector = values.get(i);
      String digest = Digests.sha256(Digests.toBytes(vector.values()));
      double meanNorm = summary.sites().get(i).meanNorm();
      sites.add(new VersionSite(vector.site(), vector.norm(), meanNorm, digest));
    }
    return vectors.putIfAbsent(version(plan, sites), values);
  }

  private Version version(BuildPlan plan, List<VersionSite> sites) {
    Dataset dataset = plan.dataset();
    Provenance provenance =
        new Provenance(
            plan.model().name(),
            plan.model().fingerprint(),
            plan.method(),
            plan.readPositions(),
            plan.layout(),
            new Provenance.DataUsed(
                new DatasetName(dataset.id()).toString(),
                dataset.digest(),
                dataset.behaviour(),
                plan.firstItem(),
                plan.itemCount()),
            codeVersion);
    int width = plan.model().width();
    Site defaultSite = sites.size() == 1 ? sites.getFirst().site() : plan.defaultSite();
    return new Version(
        plan.vectorId(),
        VersionDigest.of(width, sites, defaultSite, provenance),
        clock.instant(),
        width,
        List.copyOf(sites),
        defaultSite,
        provenance,
        plan.labels());
  }
}
