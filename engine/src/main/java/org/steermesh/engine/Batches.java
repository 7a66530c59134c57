package org.steermesh.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Groups sequences of like length, so that little of a padded batch is padding. */
final class Batches {

  private Batches() {}

  /**
   * Splits sequences into batches.
   *
   * @param lengths tokens of each sequence
   * @param maxTokens most tokens of a batch, padding counted; a longer sequence is a batch alone
   * @return indices into {@code lengths}, each once; longest first
   */
  static List<List<Integer>> of(int[] lengths, int maxTokens) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> lengths[i]).reversed())
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    int from = 0;
    while (from < order.size()) {
      int width = Math.max(1, lengths[order.get(from)]);
      int rows = Math.max(1, maxTokens / width);
      int to = Math.min(order.size(), from + rows);
      batches.add(order.subList(from, to));
      from = to;
    }
    return batches;
  }
}
