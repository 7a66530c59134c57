package org.steermesh.vector.domain;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.steermesh.vector.domain.task.ShownItem;

/** The sequences that the methods of one build compare, item by item as they are taken. */
final class ContrastSource implements Iterator<LabelledExample> {

  private final ContrastStrings strings;
  private final Iterator<ShownItem> items;
  private final Answers answers;
  private final BuildProgress progress;
  private final Queue<LabelledExample> ready = new ArrayDeque<>();
  private int place;

  ContrastSource(
      ContrastStrings strings, Iterator<ShownItem> items, Answers answers, BuildProgress progress) {
    this.strings = strings;
    this.items = items;
    this.answers = answers;
    this.progress = progress;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && items.hasNext()) {
      take(items.next());
    }
    return !ready.isEmpty();
  }

  @Override
  public LabelledExample next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void take(ShownItem item) {
    ready.addAll(strings.of(item, answers.gold(place), answers.chosen(place)));
    place++;
    progress.itemDone();
  }
}
