package org.steermesh.engine.bench;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.Intervention;

/** Decoding: how fast, with how many rows, what steering costs, and what Java itself does. */
record DecodeBench(Subject subject, Probe probe, Targets targets, Earlier earlier) {

  private static final String TOKENS = "tokens/s";
  private static final double JAVA_SHARE = 0.05;
  private static final int STEERED_ROWS = 16;

  Measure single() {
    double[] speeds = subject.medians(List.of(() -> speed(1, List.of()), probe::readBandwidth));
    double floor = speeds[1] / subject.work().stepBytes(subject.format());
    Measure measure =
        Measure.of("decode.1", "decode, batch 1", TOKENS, speeds[0])
            .against("weights at read bandwidth", floor, targets.decode());
    for (WeightFormat other : List.of(WeightFormat.F32, WeightFormat.F16)) {
      OptionalDouble before = earlier.value(other, "decode.1");
      if (before.isPresent()) {
        measure =
            measure.against(
                "held as " + other.label(), before.getAsDouble(), targets.decodeAgainst(other));
      }
    }
    return measure;
  }

  /** Several rows, against one. */
  Measure batch(int rows) {
    double[] speeds =
        subject.medians(List.of(() -> speed(1, List.of()), () -> speed(rows, List.of())));
    return Measure.of("decode." + rows, "decode, batch " + rows, TOKENS, speeds[1])
        .against("batch 1", speeds[0], targets.decodeBatch(rows));
  }

  Measure oneVector() {
    List<Intervention> steering = subject.steeringAtMiddle();
    double[] speeds = subject.medians(List.of(() -> speed(1, List.of()), () -> speed(1, steering)));
    return Measure.of("steer.1", "decode with a vector on one site", TOKENS, speeds[1])
        .against("unsteered", speeds[0], OptionalDouble.of(0.98));
  }

  /** A vector of its own for every row of a batch. */
  Measure distinctVectors() {
    Sampling greedy = Decoding.greedy(subject.effort());
    List<List<Intervention>> steered =
        Collections.nCopies(STEERED_ROWS, 0).stream()
            .map(row -> subject.steeringAtMiddle())
            .toList();
    double[] speeds =
        subject.medians(
            List.of(
                () -> speed(STEERED_ROWS, List.of()),
                () -> STEERED_ROWS / Decoding.of(subject, greedy, steered).stepSeconds()));
    return Measure.of("steer.16", "decode, 16 rows with 16 vectors", TOKENS, speeds[1])
        .against("unsteered", speeds[0], OptionalDouble.of(0.95));
  }

  /** What Java does in a step: marshalling, choosing a token, its text, the receipt. */
  List<Measure> java() {
    Effort effort = subject.effort();
    return List.of(
        java("greedy", Decoding.greedy(effort), List.of()),
        java("sampled", Decoding.sampled(effort), List.of()),
        java("steered", Decoding.greedy(effort), subject.steeringAtMiddle()));
  }

  private Measure java(String how, Sampling sampling, List<Intervention> steering) {
    List<Decoding> runs =
        Repeats.of(
            subject.effort(),
            subject.effort().seconds(),
            () -> Decoding.of(subject, sampling, List.of(steering)));
    double own = Repeats.middle(runs.stream().mapToDouble(Decoding::javaSecondsOfStep));
    double whole = Repeats.middle(runs.stream().mapToDouble(Decoding::stepSeconds));
    return Measure.of("java." + how, "Java's own part of a step, " + how, "ms", 1000 * own)
        .within("the whole step", 1000 * whole, OptionalDouble.of(JAVA_SHARE));
  }

  private double speed(int rows, List<Intervention> steering) {
    Sampling greedy = Decoding.greedy(subject.effort());
    return rows / Decoding.of(subject, greedy, Collections.nCopies(rows, steering)).stepSeconds();
  }
}
