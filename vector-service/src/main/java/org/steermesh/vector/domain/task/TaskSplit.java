package org.steermesh.vector.domain.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The items of a view, split.
 *
 * @param view which one
 * @param train indices of the training items, in order
 * @param validation indices of the validation items, in order
 * @param test indices of the test items, in order
 * @param groupCount groups that they come from
 * @param leftOut items that the protocol does not use
 */
// The arrays are made here and never given away unguarded.
@SuppressWarnings("ArrayRecordComponent")
public record TaskSplit(
    TaskView view, int[] train, int[] validation, int[] test, int groupCount, int leftOut) {

  private static final int PARTS = 3;

  /** Splits the items of an index. */
  static TaskSplit of(ItemIndex index, TaskView view) {
    int[] used = index.usedBy(view.protocol());
    int[] units = index.units();
    int[][] parts = view.byGroup() ? byGroup(used, units, view) : row(shuffled(used, view), view);
    int[] all = IntStream.of(concatenated(parts)).map(item -> units[item]).toArray();
    int groups = view.byGroup() ? (int) IntStream.of(all).distinct().count() : all.length;
    return new TaskSplit(view, parts[0], parts[1], parts[2], groups, index.size() - used.length);
  }

  private static int[] shuffled(int[] items, TaskView view) {
    int[] order = Shuffles.numpy(view.seed(), items.length);
    return IntStream.of(order).map(i -> items[i]).toArray();
  }

  /** Cut row by row: train, validation, test. */
  private static int[][] row(int[] items, TaskView view) {
    int[] sizes = view.sizes().of(items.length);
    int[][] parts = new int[PARTS][];
    int from = 0;
    for (int part = 0; part < PARTS; part++) {
      int until = (int) Math.min(items.length, from + (long) sizes[part]);
      parts[part] = Arrays.copyOfRange(items, from, until);
      from = until;
    }
    return parts;
  }

  /**
   * Whole units, in a random order, each to the part that has least of what it is to have; then
   * every part is shuffled and cut to its size.
   */
  private static int[][] byGroup(int[] used, int[] units, TaskView view) {
    int[] sizes = view.sizes().of(used.length);
    int[] partOfUnit = assign(members(used, units), sizes, view.seed());
    List<int[]> parts = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      int wanted = part;
      int[] items = IntStream.of(used).filter(i -> partOfUnit[units[i]] == wanted).toArray();
      int[] order = Shuffles.named(view.seed(), "part " + part, items.length);
      parts.add(IntStream.of(order).limit(sizes[part]).map(i -> items[i]).toArray());
    }
    return parts.toArray(int[][]::new);
  }

  private static int[] members(int[] used, int[] units) {
    int[] members = new int[IntStream.of(units).max().orElse(-1) + 1];
    for (int item : used) {
      members[units[item]]++;
    }
    return members;
  }

  private static int[] assign(int[] members, int[] sizes, long seed) {
    int[] partOfUnit = new int[members.length];
    long[] filled = new long[PARTS];
    for (int unit : Shuffles.named(seed, "groups", members.length)) {
      int least = -1;
      for (int part = 0; part < PARTS; part++) {
        if (sizes[part] > 0
            && (least < 0 || filled[part] * sizes[least] < filled[least] * sizes[part])) {
          least = part;
        }
      }
      partOfUnit[unit] = Math.max(least, 0);
      filled[partOfUnit[unit]] += members[unit];
    }
    return partOfUnit;
  }

  private static int[] concatenated(int[][] parts) {
    return Arrays.stream(parts).flatMapToInt(IntStream::of).toArray();
  }

  /** The items of a part, in its order. */
  public int[] items(TaskView.Part part) {
    return switch (part) {
      case ALL -> concatenated(new int[][] {train, validation, test});
      case TRAIN -> train.clone();
      case VALIDATION -> validation.clone();
      case TEST -> test.clone();
    };
  }

  /** The part of the item at a place of {@link #items} of all parts. */
  TaskView.Part partAt(int place) {
    if (place < train.length) {
      return TaskView.Part.TRAIN;
    }
    return place < train.length + validation.length ? TaskView.Part.VALIDATION : TaskView.Part.TEST;
  }
}
