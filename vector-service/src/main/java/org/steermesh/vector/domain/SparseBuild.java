package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.FeatureRows;

/** Turns what features did in two classes into stored sparse versions, one per tau. */
final class SparseBuild {

  private final ActivationReader activations;
  private final VectorStore vectors;
  private final VersionMaker maker;
  private final BuildProgress progress;

  SparseBuild(
      ActivationReader activations,
      VectorStore vectors,
      VersionMaker maker,
      BuildProgress progress) {
    this.activations = activations;
    this.vectors = vectors;
    this.maker = maker;
    this.progress = progress;
  }

  /** One tau that leaves something. */
  private record Wanted(double tau, SparseDifference.Result result) {}

  /**
   * Builds every tau. The first one's version is stored last, which makes it the vector's newest.
   *
   * @throws SteermeshException SUPPORT_EMPTY when no tau leaves a feature, SAE_INVALID when the
   *     autoencoder is not the one any more that was planned with
   */
  BuildOperation.Outcome.Built run(
      BuildPlan plan, SparsePlan sparse, ActivationReader.Summary summary) {
    SaeFacts used = sparse.sae().confirmedBy(Objects.requireNonNull(summary.sae()));
    return run(plan, sparse.with(used), summary.sites().getFirst());
  }

  private BuildOperation.Outcome.Built run(
      BuildPlan plan, SparsePlan sparse, SiteStatistics statistics) {
    SparseDifference difference =
        new SparseDifference(statistics.positive(), statistics.negative());
    List<Wanted> wanted = new ArrayList<>();
    List<Double> empty = new ArrayList<>();
    for (double tau : sparse.taus()) {
      SparseDifference.Result result = difference.of(tau, sparse.sides());
      if (result.values().size() == 0) {
        empty.add(tau);
      } else {
        wanted.add(new Wanted(tau, result));
      }
    }
    if (wanted.isEmpty()) {
      throw nothingLeft(sparse, difference);
    }
    Version[] versions = new Version[wanted.size()];
    for (int i = versions.length - 1; i >= 0; i--) {
      versions[i] = store(plan, sparse, statistics, wanted.get(i));
    }
    return new BuildOperation.Outcome.Built(List.of(versions), empty, List.of());
  }

  private Version store(
      BuildPlan plan, SparsePlan sparse, SiteStatistics statistics, Wanted wanted) {
    SparseValues values = wanted.result().values();
    int width = plan.model().width();
    try (StagedRows rows = vectors.stage(width)) {
      double[] decoded = new double[width];
      int[] features =
          sparse.sae().needsAllRows()
              ? IntStream.range(0, sparse.sae().features()).toArray()
              : values.features();
      int step = RowBlock.rowsPerBlock(width);
      for (int first = 0; first < features.length; first += step) {
        int[] next = Arrays.copyOfRange(features, first, Math.min(features.length, first + step));
        RowBlock block = RowBlock.of(rows(sparse.sae(), next), values);
        rows.add(block);
        block.addDecoded(decoded);
      }
      SparseVector vector = new SparseVector(values, Digests.rounded(decoded), rows.finish());
      VersionSite site =
          new VersionSite(
              statistics.site(),
              new SiteVector(statistics.site(), vector.decoded()).norm(),
              statistics.meanNorm(),
              Digests.sha256(vector.toBytes()),
              content(statistics, wanted.result(), features.length));
      Version version = maker.of(plan, List.of(site), sparse.recipe(wanted.tau()));
      return vectors.putIfAbsent(version, vector, rows);
    }
  }

  private FeatureRows rows(SaeFacts sae, int[] features) {
    if (progress.isStopped()) {
      throw new SteermeshException(ErrorReason.CANCELLED, "the build was cancelled");
    }
    return activations.rows(sae, features);
  }

  private static SparseContent content(
      SiteStatistics statistics, SparseDifference.Result result, int rows) {
    SparseValues values = result.values();
    return new SparseContent(
        values.size(),
        values.positiveFeatures(),
        values.l1(),
        side(statistics.positive()),
        side(statistics.negative()),
        result.sharedFeatures(),
        rows);
  }

  private static SparseContent.Side side(SiteStatistics.ClassStatistics of) {
    return new SparseContent.Side(of.count(), of.activity().size());
  }

  private static SteermeshException nothingLeft(SparsePlan sparse, SparseDifference difference) {
    String taus = sparse.taus().stream().map(String::valueOf).collect(Collectors.joining(", "));
    var remainder = difference.largestTau(sparse.sides());
    String advice =
        remainder
            .map(left ->
                "the largest tau that leaves something is %s, with %d features"
                    .formatted(left.tau(), left.features()))
            .orElse(
                "no tau leaves anything: no feature is active more often on one side than on the other");
    return new SteermeshException(
            ErrorReason.SUPPORT_EMPTY,
            "no feature of %s is left with tau %s and sides %s; %s"
                .formatted(sparse.sae().name(), taus, sparse.sides(), advice))
        .with("sae", sparse.sae().name())
        .with("taus", taus)
        .with("largest_tau", remainder.map(left -> Double.toString(left.tau())).orElse(""))
        .with(
            "feature_count", remainder.map(left -> Integer.toString(left.features())).orElse("0"));
  }
}
