package org.steermesh.engine.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.ResidentMemory;
import org.steermesh.engine.sae.ActiveFeatures;
import org.steermesh.engine.sae.FeatureStatistics;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.Operation.Nonlinearity;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.SparseSupport;

/**
 * What sparse vectors cost beside dense ones: steering with the rows of their support, whatever the
 * width of the autoencoder, steering with the whole autoencoder, and building them.
 */
record SparseBench(Subject subject, Probe probe, Targets targets, SharingBench sharing) {

  private static final String TOKENS = "tokens/s";
  private static final int SUPPORT = 256;
  private static final int STEERED_ROWS = 16;
  private static final int NARROW = 16_384;

  /** Active features of an activation that a threshold should leave, of so many. */
  private static final double ACTIVE_SHARE = 80.0 / NARROW;

  private static final double AGAINST_DENSE = 1.05;
  private static final double AGAINST_UNSTEERED = 1.08;
  private static final double BUILD_AGAINST_DENSE = 1.3;

  private static final double MOST_MEGABYTES = 3000;

  /** Several ratios of a few percent need more repeats than others. */
  private static final double PATIENCE = 4;

  /** A width, as people write it. */
  private record Width(String name, int features) {}

  private static final List<Width> WIDTHS =
      List.of(new Width("16k", NARROW), new Width("65k", 65_536), new Width("1m", 1 << 20));

  /** Decoding one row: per width the support alone, and at the smallest the whole autoencoder. */
  List<Measure> decode() {
    List<DoubleSupplier> samples = new ArrayList<>();
    samples.add(() -> speed(List.of(List.of())));
    samples.add(() -> speed(List.of(subject.steeringAtMiddle())));
    for (Width width : WIDTHS) {
      samples.add(steered(support(width)));
    }
    try (SyntheticAutoencoder all = SyntheticAutoencoder.filled(width(), NARROW, 0)) {
      samples.add(steered(all.whole(SUPPORT)));
    }
    double[] speeds = medians(samples);
    List<Measure> measures = new ArrayList<>();
    for (int i = 0; i < WIDTHS.size(); i++) {
      measures.add(
          against(
              Measure.of(
                  "sparse." + WIDTHS.get(i).name(),
                  "decode with a sparse vector of 256 of " + WIDTHS.get(i).name() + " features",
                  TOKENS,
                  speeds[2 + i]),
              speeds));
    }
    measures.add(
        Measure.of(
                "sparse.whole.16k",
                "decode with all 16k features encoded and decoded",
                TOKENS,
                speeds[2 + WIDTHS.size()])
            .against("the support alone", speeds[2], OptionalDouble.empty())
            .against("unsteered", speeds[0], OptionalDouble.empty()));
    return measures;
  }

  private Measure against(Measure measure, double[] speeds) {
    return measure
        .against("a dense vector", speeds[1], targets.sparse(1 / AGAINST_DENSE))
        .against("unsteered", speeds[0], targets.sparse(1 / AGAINST_UNSTEERED));
  }

  /** A sparse vector of its own for every row of a batch. */
  Measure distinctVectors() {
    List<List<Intervention>> sparse = new ArrayList<>();
    try (SyntheticAutoencoder all = SyntheticAutoencoder.filled(width(), NARROW, 0)) {
      IntStream.range(0, STEERED_ROWS).forEach(row -> sparse.add(steering(all.support(SUPPORT))));
    }
    List<List<Intervention>> dense =
        Collections.nCopies(STEERED_ROWS, 0).stream()
            .map(row -> subject.steeringAtMiddle())
            .toList();
    double[] speeds =
        medians(
            List.of(
                () -> speed(Collections.nCopies(STEERED_ROWS, List.of())),
                () -> speed(dense),
                () -> speed(sparse)));
    return Measure.of("sparse.16", "decode, 16 rows with 16 sparse vectors", TOKENS, speeds[2])
        .against("16 dense vectors", speeds[1], OptionalDouble.empty())
        .against("unsteered", speeds[0], OptionalDouble.empty());
  }

  /** Pairs that are captured and encoded, against pairs that are captured. */
  Measure build() {
    List<CapturedActivations> some = sharing.capturePairs();
    float[] activations = activations(some);
    int rows = activations.length / width();
    try (SyntheticAutoencoder made =
        SyntheticAutoencoder.filled(width(), NARROW, threshold(activations, rows))) {
      SparseAutoencoder autoencoder = made.autoencoder();
      FeatureStatistics statistics = new FeatureStatistics(NARROW);
      double[] medians =
          medians(
              List.of(
                  () -> Repeats.secondsOf(sharing::capturePairs),
                  () ->
                      Repeats.secondsOf(() -> add(sharing.capturePairs(), autoencoder, statistics)),
                  () -> Repeats.secondsOf(() -> autoencoder.encode(activations, rows)),
                  probe::f32Rate));
      double pairs = subject.effort().pairs();
      double floor = 2.0 * rows * width() * NARROW / medians[3];
      return Measure.of(
              "sparse.build",
              "contrastive pairs captured and encoded, 16k features",
              "pairs/s",
              pairs / medians[1])
          .against("captured", pairs / medians[0], targets.sparse(1 / BUILD_AGAINST_DENSE))
          .against(
              "captured, and encoded at the f32 matrix rate",
              pairs / (medians[0] + floor),
              OptionalDouble.empty())
          .against("encoded alone", pairs / medians[2], OptionalDouble.empty());
    }
  }

  /**
   * Memory of building a vector with a million features, beyond what the process had and beyond
   * mapped files; nothing where the system does not tell.
   */
  List<Measure> memory() {
    Width million = WIDTHS.getLast();
    OptionalLong before = ResidentMemory.anonymous();
    if (before.isEmpty()) {
      return List.of();
    }
    long peak = before.getAsLong();
    try (SyntheticAutoencoder hollow = SyntheticAutoencoder.hollow(width(), million.features());
        MemoryWatch watch = new MemoryWatch()) {
      FeatureStatistics statistics = new FeatureStatistics(million.features());
      add(sharing.capturePairs(), hollow.autoencoder(), statistics);
      hollow.support(SUPPORT);
      peak = watch.peak();
    }
    double matrix = (double) Float.BYTES * width() * million.features();
    double used = Math.max(1, peak - before.getAsLong());
    return List.of(
        Measure.of(
                "sparse.memory.1m",
                "memory of building a vector with 1m features, mapped files left out",
                "MB",
                used / 1e6)
            .within("3 GB", MOST_MEGABYTES, OptionalDouble.of(1))
            .within("one matrix of the autoencoder", matrix / 1e6, OptionalDouble.empty()));
  }

  private void add(
      List<CapturedActivations> captured,
      SparseAutoencoder autoencoder,
      FeatureStatistics statistics) {
    float[] all = activations(captured);
    ActiveFeatures active = autoencoder.encode(all, all.length / width());
    statistics.add(active);
  }

  private float[] activations(List<CapturedActivations> captured) {
    float[] all = new float[captured.size() * width()];
    for (int i = 0; i < captured.size(); i++) {
      float[][] rows = captured.get(i).activations().values().iterator().next();
      System.arraycopy(rows[0], 0, all, i * width(), width());
    }
    return all;
  }

  /** The threshold that leaves about as many features active as those of real ones. */
  private float threshold(float[] activations, int rows) {
    try (SyntheticAutoencoder open = SyntheticAutoencoder.filled(width(), NARROW, 0)) {
      float[] pre = open.autoencoder().preActivations(activations, rows);
      double[] sorted = IntStream.range(0, pre.length).mapToDouble(i -> pre[i]).sorted().toArray();
      return (float) Math.max(0, sorted[(int) (sorted.length * (1 - ACTIVE_SHARE))]);
    }
  }

  private SparseSupport support(Width width) {
    try (SyntheticAutoencoder hollow = SyntheticAutoencoder.hollow(width(), width.features())) {
      return hollow.support(SUPPORT);
    }
  }

  private DoubleSupplier steered(SparseSupport support) {
    List<List<Intervention>> rows = List.of(steering(support));
    return () -> speed(rows);
  }

  private List<Intervention> steering(SparseSupport support) {
    return List.of(
        new Intervention(
            Subject.residual(subject.middle()),
            Positions.of(PositionRule.ALL_BUT_BOS),
            new Operation.SparseAdd(support, Nonlinearity.OWN),
            1));
  }

  private double speed(List<List<Intervention>> rows) {
    Decoding decoding = Decoding.of(subject, Decoding.greedy(subject.effort()), rows);
    return rows.size() / decoding.stepSeconds();
  }

  private double[] medians(List<DoubleSupplier> samples) {
    return Repeats.medians(subject.effort(), PATIENCE * subject.effort().seconds(), samples);
  }

  private int width() {
    return subject.config().width();
  }
}
