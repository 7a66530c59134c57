package org.steermesh.engine.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.steermesh.engine.decoder.Decoder;
import org.steermesh.engine.decoder.KeyValueCache;
import org.steermesh.engine.decoder.PassResult;
import org.steermesh.engine.decoder.Point;
import org.steermesh.engine.decoder.Tap;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.EditPlan;
import org.steermesh.engine.steering.PlannedEdits;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TokenSequence;

/** Computes what a reference run records. */
final class ReferencePass {

  private final Decoder decoder;
  private final int blocks;

  ReferencePass(Decoder decoder) {
    this.decoder = decoder;
    this.blocks = decoder.config().blocks();
  }

  /** Every tensor of the prompt pass by name, row-major; reads stand after edits of their point. */
  Map<String, float[]> prompt(ReferenceRun run) {
    int[] prompt = run.prompt();
    long[] all = LongStream.range(0, prompt.length).toArray();
    List<Tap> reads = reads(all);
    Map<String, float[]> tensors = new LinkedHashMap<>();
    try (EditPlan plan = plan(run);
        KeyValueCache cache = decoder.newCache(1, 1, prompt.length)) {
      Window window = Window.of(new int[][] {prompt}, new int[1]);
      List<Tap> edits = plan.plan(window, blocks).taps();
      List<Tap> taps =
          Stream.of(List.of(Tap.read(0, Point.RESID_PRE, all)), edits, reads)
              .flatMap(List::stream)
              .toList();
      try (PassResult result = decoder.run(window, cache, taps, blocks, all)) {
        tensors.put("embed", result.taps().getFirst());
        for (int i = 0; i < reads.size(); i++) {
          tensors.put(name(reads.get(i)), result.taps().get(1 + edits.size() + i));
        }
        tensors.put("final_norm", result.normed().toFloats());
        tensors.put("logits", decoder.logits(result.normed()));
      }
    }
    return tensors;
  }

  private List<Tap> reads(long[] rows) {
    List<Tap> reads = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      for (Point point : Point.values()) {
        reads.add(Tap.read(block, point, rows));
      }
    }
    return reads;
  }

  private static String name(Tap tap) {
    return tap.point().name().toLowerCase(Locale.ROOT) + "." + tap.block();
  }

  /** The logits behind each greedy token, through the cache, [tokens * vocabulary]. */
  float[] greedyLogits(ReferenceRun run) {
    int[] greedy = run.greedy();
    int vocabulary = decoder.config().vocabulary();
    float[] all = new float[greedy.length * vocabulary];
    try (EditPlan plan = plan(run);
        KeyValueCache cache = decoder.newCache(blocks, 1, run.prompt().length)) {
      int[] tokens = run.prompt();
      int position = 0;
      for (int i = 0; i < greedy.length; i++) {
        Window window = Window.of(new int[][] {tokens}, new int[] {position});
        PlannedEdits edits = plan.plan(window, blocks);
        long[] last = {tokens.length - 1};
        try (PassResult result = decoder.run(window, cache, edits.taps(), blocks, last)) {
          System.arraycopy(decoder.logits(result.normed()), 0, all, i * vocabulary, vocabulary);
        }
        position += tokens.length;
        tokens = new int[] {greedy[i]};
      }
    }
    return all;
  }

  private static EditPlan plan(ReferenceRun run) {
    TokenSequence prompt = TokenSequence.ofIds(run.prompt());
    return EditPlan.of(List.of(new SteeredSequence(prompt, run.edits())));
  }
}
