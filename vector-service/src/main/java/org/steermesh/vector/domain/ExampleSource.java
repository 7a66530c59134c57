package org.steermesh.vector.domain;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * The examples of a build, read block by block as they are taken. The two completions of a pair
 * follow each other, so that their common prompt runs once.
 */
final class ExampleSource implements Iterator<LabelledExample> {

  private final DatasetStore store;
  private final BuildPlan plan;
  private final BuildProgress progress;
  private final Queue<LabelledExample> ready = new ArrayDeque<>();
  private int nextItem;

  ExampleSource(DatasetStore store, BuildPlan plan, BuildProgress progress) {
    this.store = store;
    this.plan = plan;
    this.progress = progress;
    this.nextItem = plan.firstItem();
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || nextItem < end();
  }

  @Override
  public LabelledExample next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (ready.isEmpty()) {
      readBlock();
    }
    LabelledExample example = ready.remove();
    if (example.kind() == ExampleClass.NEGATIVE) {
      progress.itemDone();
    }
    return example;
  }

  private int end() {
    return plan.firstItem() + plan.itemCount();
  }

  private void readBlock() {
    int block = nextItem / DatasetStore.BLOCK;
    int offset = block * DatasetStore.BLOCK;
    List<ContrastivePair> pairs =
        store.readBlock(plan.dataset(), block).orElseThrow(() -> gone(plan.dataset()));
    int until = Math.min(end(), offset + pairs.size());
    for (ContrastivePair pair : pairs.subList(nextItem - offset, until - offset)) {
      String id = "items[" + nextItem + "]";
      String prompt = plan.layout().fill(pair.question());
      ready.add(
          new LabelledExample(
              id, ExampleClass.POSITIVE, prompt, plan.layout().complete(pair.matchingAnswer())));
      ready.add(
          new LabelledExample(
              id, ExampleClass.NEGATIVE, prompt, plan.layout().complete(pair.notMatchingAnswer())));
      nextItem++;
    }
  }

  private static SteermeshException gone(Dataset dataset) {
    DatasetName name = new DatasetName(dataset.id());
    return new SteermeshException(
            ErrorReason.DATASET_NOT_FOUND,
            name + " with digest " + dataset.digest() + " was deleted during the build")
        .with("dataset", name.toString());
  }
}
