package org.steermesh.engine.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.decoder.WeightFormat;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Passes over prompts: prefill, and captures of the last token. */
record PromptBench(Subject subject, Probe probe, Targets targets, Earlier earlier) {

  private static final int CAPTURED_TOKENS = 64;
  private static final String PROMPTS = "prompts/s";

  /** A prompt up to its first token. */
  Measure prefill(int tokens) {
    double[] samples =
        subject.medians(
            List.of(() -> tokens / Repeats.secondsOf(() -> firstToken(tokens)), this::rate));
    int blocks = subject.config().blocks();
    double operations =
        tokens * subject.work().tokenOperations(blocks) + subject.work().headOperations();
    String key = "prefill." + tokens;
    Measure measure =
        Measure.of(key, "prefill, " + tokens + " tokens", "tokens/s", samples[0])
            .against(rateName(), tokens * samples[1] / operations, targets.prefill(tokens));
    OptionalDouble f32 = earlier.value(WeightFormat.F32, key);
    return f32.isEmpty()
        ? measure
        : measure.against("held as f32", f32.getAsDouble(), targets.prefillAgainstF32());
  }

  private void firstToken(int tokens) {
    Sampling one = new Sampling(0, 0, 1, 0, 1, 0, 1, List.of(), false);
    GenerationRequest request = new GenerationRequest(subject.prompt(tokens), one, List.of());
    subject.model().generate(request, token -> {}, CancelSignal.NEVER);
  }

  private double rate() {
    return probe.rate(subject.format());
  }

  private String rateName() {
    return probe.rateName(subject.format());
  }

  /** One site at mid depth, against the floor of the blocks below it and against a full pass. */
  Measure captureMiddle() {
    int middle = subject.middle();
    double[] speeds =
        subject.medians(
            List.of(
                () -> capture(List.of(Subject.residual(middle))),
                () -> capture(List.of(Subject.residual(subject.config().blocks() - 1))),
                this::rate));
    double operations = CAPTURED_TOKENS * subject.work().tokenOperations(middle + 1);
    return Measure.of(
            "capture.middle", "capture, last of 64 tokens, block " + middle, PROMPTS, speeds[0])
        .against(
            rateName() + ", blocks to " + middle, speeds[2] / operations, OptionalDouble.of(0.65))
        .against("a pass through all blocks", speeds[1], OptionalDouble.of(1.7));
  }

  /** The residual stream of every block. */
  Measure captureAll() {
    int blocks = subject.config().blocks();
    List<Site> sites = IntStream.range(0, blocks).mapToObj(Subject::residual).toList();
    double[] speeds = subject.medians(List.of(() -> capture(sites), this::rate));
    double operations = CAPTURED_TOKENS * subject.work().tokenOperations(blocks);
    return Measure.of("capture.all", "capture, last of 64 tokens, all blocks", PROMPTS, speeds[0])
        .against(rateName(), speeds[1] / operations, OptionalDouble.empty());
  }

  private double capture(List<Site> sites) {
    int prompts = subject.effort().prompts();
    List<CaptureRequest> requests =
        Stream.generate(() -> last(subject.prompt(CAPTURED_TOKENS), sites)).limit(prompts).toList();
    return prompts / Repeats.secondsOf(() -> subject.model().capture(requests, CancelSignal.NEVER));
  }

  static CaptureRequest last(TokenSequence tokens, List<Site> sites) {
    return new CaptureRequest(tokens, sites, Positions.of(PositionRule.LAST_OF_INPUT), List.of());
  }
}
