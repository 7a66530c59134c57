package org.steermesh.engine.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.torch.NativeLibrary;

/** Work that inputs share: prompts of contrastive pairs, cells of a grid. */
record SharingBench(Subject subject) {

  private static final int PROMPT = 100;
  private static final int ANSWER = 2;
  private static final int GRID_BLOCKS = 10;
  private static final int GRID_STRENGTHS = 14;
  private static final int CELLS_FROM_SCRATCH = 3;

  /** Pairs that share all but their answers, against their two sides apart. */
  Measure pairs() {
    double[] speeds = subject.medians(List.of(() -> pairs(true), () -> pairs(false)));
    return Measure.of(
            "pairs",
            "contrastive pairs, 100 + 2 tokens, block " + subject.middle(),
            "pairs/s",
            speeds[0])
        .against("two separate prompts", speeds[1], OptionalDouble.of(1.7));
  }

  private double pairs(boolean together) {
    List<CaptureRequest> positive = new ArrayList<>();
    List<CaptureRequest> negative = new ArrayList<>();
    addPairs(positive, negative);
    List<CaptureRequest> both = new ArrayList<>(positive);
    both.addAll(negative);
    double seconds =
        together
            ? Repeats.secondsOf(() -> capture(both))
            : Repeats.secondsOf(() -> {
              capture(positive);
              capture(negative);
            });
    return subject.effort().pairs() / seconds;
  }

  /** What the last tokens of both sides of new pairs give at mid depth. */
  List<CapturedActivations> capturePairs() {
    List<CaptureRequest> both = new ArrayList<>();
    addPairs(both, both);
    return subject.model().capture(both, CancelSignal.NEVER);
  }

  private void addPairs(List<CaptureRequest> positive, List<CaptureRequest> negative) {
    List<Site> sites = List.of(Subject.residual(subject.middle()));
    for (int i = 0; i < subject.effort().pairs(); i++) {
      int[] prompt = subject.ids(PROMPT);
      positive.add(PromptBench.last(answered(prompt), sites));
      negative.add(PromptBench.last(answered(prompt), sites));
    }
  }

  /** What Java does for pairs: finding what they share, laying it out, handing rows out. */
  Measure java() {
    List<double[]> runs =
        Repeats.of(subject.effort(), subject.effort().seconds(), this::javaAndAllSeconds);
    double own = Repeats.middle(runs.stream().mapToDouble(run -> run[0]));
    double all = Repeats.middle(runs.stream().mapToDouble(run -> run[1]));
    return Measure.of("java.pairs", "Java's own part of capturing pairs", "ms/pair", 1000 * own)
        .within("the whole capture", 1000 * all, OptionalDouble.empty());
  }

  private double[] javaAndAllSeconds() {
    List<CaptureRequest> both = new ArrayList<>();
    addPairs(both, both);
    long inCalls = NativeLibrary.nanosInCalls();
    double all = Repeats.secondsOf(() -> capture(both));
    double own = all - (NativeLibrary.nanosInCalls() - inCalls) / 1e9;
    return new double[] {own / subject.effort().pairs(), all / subject.effort().pairs()};
  }

  private void capture(List<CaptureRequest> requests) {
    subject.model().capture(requests, CancelSignal.NEVER);
  }

  private TokenSequence answered(int[] prompt) {
    int[] ids = Arrays.copyOf(prompt, PROMPT + ANSWER);
    System.arraycopy(subject.ids(ANSWER), 0, ids, PROMPT, ANSWER);
    return TokenSequence.ofIds(ids);
  }

  /** A grid of blocks and strengths over one item, steered at its last position. */
  Measure grid() {
    int cells = gridBlocks() * GRID_STRENGTHS;
    double[] speeds =
        subject.medians(
            List.of(
                () -> {
                  List<ScoreRequest> grid = cells(subject.prompt(PROMPT));
                  return cells / Repeats.secondsOf(() -> score(grid));
                },
                this::fromScratch));
    return Measure.of(
            "grid",
            "grid, %d blocks x %d strengths, 100 tokens".formatted(gridBlocks(), GRID_STRENGTHS),
            "cells/s",
            speeds[0])
        .against("cells from scratch", speeds[1], OptionalDouble.of(40));
  }

  /** Up to ten blocks, as many of them below the last as there are. */
  private int gridBlocks() {
    return Math.min(GRID_BLOCKS, subject.config().blocks() - 1);
  }

  private List<ScoreRequest> cells(TokenSequence item) {
    int first = (subject.config().blocks() - gridBlocks()) / 2;
    List<int[]> answers = List.of(subject.ids(1), subject.ids(1));
    List<ScoreRequest> cells = new ArrayList<>();
    for (int block = first; block < first + gridBlocks(); block++) {
      for (int i = 0; i < GRID_STRENGTHS; i++) {
        // From -3.5 to 3.5 without 0, whose cells would all be one.
        float strength = (i - GRID_STRENGTHS / 2 + (i < GRID_STRENGTHS / 2 ? 0 : 1)) / 2f;
        Intervention steering = subject.steering(block, PositionRule.LAST_OF_INPUT, strength);
        cells.add(new ScoreRequest(item, answers, List.of(steering)));
      }
    }
    return cells;
  }

  /** Cells one by one, so that nothing can be shared. */
  private double fromScratch() {
    List<ScoreRequest> grid = cells(subject.prompt(PROMPT));
    List<ScoreRequest> some = grid.subList(0, Math.min(CELLS_FROM_SCRATCH, grid.size()));
    return some.size() / Repeats.secondsOf(() -> some.forEach(cell -> score(List.of(cell))));
  }

  private void score(List<ScoreRequest> cells) {
    subject.model().score(cells, CancelSignal.NEVER);
  }
}
