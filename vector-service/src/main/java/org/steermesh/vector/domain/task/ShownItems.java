package org.steermesh.vector.domain.task;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.steermesh.vector.domain.Dataset;

/** The items of a part, read block by block as they are taken. */
final class ShownItems implements Iterator<ShownItem> {

  private final ItemStore store;
  private final Dataset dataset;
  private final TaskSplit split;
  private final TaskView.Part part;
  private final int[] indices;
  private final Queue<ShownItem> ready = new ArrayDeque<>();
  private int next;

  ShownItems(ItemStore store, Dataset dataset, TaskSplit split, TaskView.Part part) {
    this.store = store;
    this.dataset = dataset;
    this.split = split;
    this.part = part;
    this.indices = split.items(part);
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || next < indices.length;
  }

  @Override
  public ShownItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (ready.isEmpty()) {
      readBlock();
    }
    return ready.remove();
  }

  private void readBlock() {
    int until = Math.min(indices.length, next + ItemStore.BLOCK);
    int[] wanted = Arrays.copyOfRange(indices, next, until);
    List<ChoiceItem> items = store.read(dataset, wanted);
    for (int i = 0; i < wanted.length; i++) {
      TaskView.Part of = part == TaskView.Part.ALL ? split.partAt(next + i) : part;
      ready.add(ShownItem.of(split.view(), wanted[i], of, items.get(i)));
    }
    next = until;
  }
}
