package org.steermesh.vector.domain.task;

import java.util.Arrays;

/** Joins items that share a group or a content, in arrays alone. */
final class Units {

  private final int[] parents;

  Units(long[] groups, long[] contents, int size) {
    parents = new int[size];
    Arrays.setAll(parents, i -> i);
    joinEqual(groups);
    joinEqual(contents);
  }

  /** Joins items whose values are equal: sorted by value, equal ones are neighbours. */
  private void joinEqual(long[] values) {
    long[] sorted = Arrays.copyOf(values, parents.length);
    Arrays.sort(sorted);
    int[] first = new int[parents.length];
    Arrays.fill(first, -1);
    for (int item = 0; item < parents.length; item++) {
      int place = placeOf(sorted, values[item]);
      if (first[place] < 0) {
        first[place] = item;
      } else {
        join(first[place], item);
      }
    }
  }

  private static int placeOf(long[] sorted, long value) {
    int low = 0;
    int high = sorted.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The earlier of two roots stays one. */
  private void join(int one, int other) {
    int first = root(one);
    int second = root(other);
    parents[Math.max(first, second)] = Math.min(first, second);
  }

  private int root(int item) {
    int at = item;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  /** The unit of every item, numbered from 0 in the order of their first items. */
  int[] numbers() {
    int[] numbers = new int[parents.length];
    int units = 0;
    for (int item = 0; item < numbers.length; item++) {
      int root = root(item);
      numbers[item] = root == item ? units++ : numbers[root];
    }
    return numbers;
  }
}
