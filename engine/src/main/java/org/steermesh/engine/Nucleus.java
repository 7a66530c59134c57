package org.steermesh.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The likeliest tokens, as many as top k and top p keep, found by partitioning around pivots: of a
 * vocabulary only the part around the border is looked at more than a few times.
 */
final class Nucleus {

  private final float[] weights;
  private final int[] order;

  private Nucleus(float[] weights) {
    this.weights = weights;
    this.order = IntStream.range(0, weights.length).toArray();
  }

  /**
   * The tokens kept, at least one, in no particular order. Of equal weights lower ids come first.
   *
   * @param weights of all tokens, not negative and not all 0
   * @param topK keep at most so many; 0 keeps all
   * @param topP of these keep the fewest that have this part of their weight, above 0 and at most 1
   */
  static int[] of(float[] weights, int topK, double topP) {
    Nucleus nucleus = new Nucleus(weights);
    int most = topK == 0 ? weights.length : Math.min(topK, weights.length);
    nucleus.moveToFront(most);
    int kept = topP == 1 ? most : nucleus.fewest(most, topP * nucleus.sum(0, most));
    return Arrays.copyOf(nucleus.order, kept);
  }

  /** Moves the likeliest {@code count} before all others. */
  private void moveToFront(int count) {
    int from = 0;
    int to = order.length;
    while (count < order.length && from < to) {
      int pivot = partition(from, to);
      if (pivot == count) {
        return;
      } else if (pivot > count) {
        to = pivot;
      } else {
        from = pivot + 1;
      }
    }
  }

  /** The least number of likeliest tokens among the first {@code to} that reach a weight. */
  private int fewest(int to, double wanted) {
    int from = 0;
    int end = to;
    double before = 0;
    while (from < end) {
      int pivot = partition(from, end);
      double left = sum(from, pivot);
      double through = before + left + weights[order[pivot]];
      if (before + left >= wanted) {
        end = pivot;
      } else if (through >= wanted) {
        return pivot + 1;
      } else {
        before = through;
        from = pivot + 1;
      }
    }
    return end;
  }

  private double sum(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += weights[order[i]];
    }
    return sum;
  }

  /** Moves what precedes a pivot before it; where the pivot ends up. */
  private int partition(int from, int to) {
    int last = to - 1;
    swap(middleOf(from, (from + last) >>> 1, last), last);
    int pivot = order[last];
    int border = from;
    for (int i = from; i < last; i++) {
      if (precedes(order[i], pivot)) {
        swap(i, border++);
      }
    }
    swap(border, last);
    return border;
  }

  private int middleOf(int a, int b, int c) {
    if (precedes(order[a], order[b])) {
      return precedes(order[b], order[c]) ? b : precedes(order[a], order[c]) ? c : a;
    }
    return precedes(order[a], order[c]) ? a : precedes(order[b], order[c]) ? c : b;
  }

  private boolean precedes(int a, int b) {
    return weights[a] > weights[b] || (weights[a] == weights[b] && a < b);
  }

  private void swap(int a, int b) {
    int held = order[a];
    order[a] = order[b];
    order[b] = held;
  }
}
