package org.steermesh.vector.domain;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.steermesh.vector.domain.task.ShownItem;

/** The right and the chosen answers of a training part, by place in that part. */
final class Answers {

  private final int[] choiceCounts;
  private final int[] gold;
  private final int[] chosen;
  private int shown;
  private int answered;

  Answers(int items) {
    choiceCounts = new int[items];
    gold = new int[items];
    chosen = new int[items];
  }

  /** Notes the next item that the model is asked. */
  void ask(ShownItem item) {
    choiceCounts[shown] = item.order().size();
    gold[shown++] = item.gold();
  }

  /** Notes the next answer. */
  void answer(int place) {
    chosen[answered++] = place;
  }

  /**
   * Shuffles the right answers among the items with equally many choices: a control whose labels
   * mean nothing, while the letters are as frequent as before.
   */
  void shuffleLabels(long seed) {
    for (int count : Arrays.stream(choiceCounts).distinct().sorted().toArray()) {
      int[] items = IntStream.range(0, gold.length).filter(i -> choiceCounts[i] == count).toArray();
      int[] before = IntStream.of(items).map(i -> gold[i]).toArray();
      int[] order = ShownItem.shuffle(seed, "labels " + count, items.length);
      for (int i = 0; i < items.length; i++) {
        gold[items[i]] = before[order[i]];
      }
    }
  }

  boolean isRight(int item) {
    return chosen[item] == gold[item];
  }

  int gold(int item) {
    return gold[item];
  }

  int chosen(int item) {
    return chosen[item];
  }

  PasRecipe.Answers count() {
    int right = (int) IntStream.range(0, gold.length).filter(this::isRight).count();
    return new PasRecipe.Answers(right, gold.length - right);
  }
}
