package org.steermesh.engine.sae;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.engine.torch.NativeValue;

/** Collects active features that are found block by block, and lists them row by row. */
final class FoundFeatures {

  private final List<Part> parts = new ArrayList<>();

  /** What one block of features has: per row how many, and all of them row by row. */
  record Block(long[] counts, long[] features, float[] values) {

    /** The three tensors that the program gives. */
    static Block of(List<NativeValue> tensors) {
      return new Block(
          tensors.get(0).toLongs(), tensors.get(1).toLongs(), tensors.get(2).toFloats());
    }

    /** What is above 0 of as many candidates in every row. */
    static Block positive(int rows, long[] features, float[] values) {
      long[] counts = new long[rows];
      int each = values.length / rows;
      for (int i = 0; i < values.length; i++) {
        counts[i / each] += values[i] > 0 ? 1 : 0;
      }
      int[] kept = IntStream.range(0, values.length).filter(i -> values[i] > 0).toArray();
      float[] above = new float[kept.length];
      IntStream.range(0, kept.length).forEach(i -> above[i] = values[kept[i]]);
      return new Block(counts, IntStream.of(kept).mapToLong(i -> features[i]).toArray(), above);
    }
  }

  /** Rows and what their blocks have, blocks ascending. */
  private record Part(int rows, List<Block> blocks) {}

  void add(int rows, List<Block> blocks) {
    parts.add(new Part(rows, List.copyOf(blocks)));
  }

  ActiveFeatures all() {
    int rows = parts.stream().mapToInt(Part::rows).sum();
    long entries =
        parts.stream()
            .flatMap(part -> part.blocks().stream())
            .mapToLong(block -> block.features().length)
            .sum();
    int[] offsets = new int[rows + 1];
    int[] features = new int[Math.toIntExact(entries)];
    float[] values = new float[features.length];
    int row = 0;
    int to = 0;
    for (Part part : parts) {
      int[] read = new int[part.blocks().size()];
      for (int r = 0; r < part.rows(); r++) {
        for (int b = 0; b < read.length; b++) {
          Block block = part.blocks().get(b);
          int count = (int) block.counts()[r];
          int from = read[b];
          int at = to;
          IntStream.range(0, count)
              .forEach(i -> features[at + i] = (int) block.features()[from + i]);
          System.arraycopy(block.values(), from, values, to, count);
          read[b] += count;
          to += count;
        }
        offsets[++row] = to;
      }
    }
    return new ActiveFeatures(offsets, features, values);
  }
}
