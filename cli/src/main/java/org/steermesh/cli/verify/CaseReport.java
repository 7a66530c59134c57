package org.steermesh.cli.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.steermesh.engine.decoder.Placement;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.verify.RunResult;

/**
 * A reference case as this machine computed it.
 *
 * @param subject which case, computed how and where
 * @param runs what was checked
 * @param autoencoders what was checked of the case's sparse autoencoders, if it has any
 * @param skipped what was not, with the reason
 * @param tolerance largest deviation allowed; without one, deviations are only shown
 */
public record CaseReport(
    Subject subject,
    List<RunResult> runs,
    List<RunResult> autoencoders,
    Map<String, String> skipped,
    OptionalDouble tolerance) {

  /** Allowed in float32, where none is asked for: ten times what a careful computation reaches. */
  public static final double F32_TOLERANCE = 1e-4;

  /** Copies the lists and the map. */
  public CaseReport {
    runs = List.copyOf(runs);
    autoencoders = List.copyOf(autoencoders);
    skipped = new LinkedHashMap<>(skipped);
  }

  /**
   * Which case.
   *
   * @param name of its folder
   * @param architecture {@code model_type} of its checkpoint
   * @param storageDtype what the checkpoint is stored in
   * @param placement how and where its matrices were held
   */
  public record Subject(
      String name, String architecture, String storageDtype, Placement placement) {}

  /** The largest deviation of one kind of tensor, and the run that has it. */
  record Largest(double deviation, String run) {}

  /** Per kind of tensor the largest deviation over all runs. */
  Map<String, Largest> largestByKind() {
    Map<String, Largest> all = new LinkedHashMap<>();
    for (RunResult run : runs) {
      run.deviations()
          .forEach((kind, deviation) ->
              all.merge(kind, new Largest(deviation, run.run()), CaseReport::larger));
    }
    return all;
  }

  /** NaN is larger than any number. */
  private static Largest larger(Largest a, Largest b) {
    return Double.compare(b.deviation(), a.deviation()) > 0 ? b : a;
  }

  /** Whether a run is as its reference, as far as the tolerance and the format ask. */
  boolean agrees(RunResult run) {
    if (tolerance.isEmpty()) {
      return true;
    }
    // A rounded weight may turn a token over whose margin is small; float32 may not.
    boolean tokens =
        subject.placement().format() != WeightFormat.F32 || run.tokensRight() == run.tokens();
    return tokens && run.within(tolerance.getAsDouble());
  }

  /** Whether every run and autoencoder is. */
  public boolean agrees() {
    return all().allMatch(this::agrees);
  }

  /** Runs and autoencoders. */
  Stream<RunResult> all() {
    return Stream.concat(runs.stream(), autoencoders.stream());
  }

  int tokens() {
    return runs.stream().mapToInt(RunResult::tokens).sum();
  }

  int tokensRight() {
    return runs.stream().mapToInt(RunResult::tokensRight).sum();
  }
}
