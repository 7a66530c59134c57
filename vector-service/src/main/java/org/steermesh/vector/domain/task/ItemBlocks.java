package org.steermesh.vector.domain.task;

import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Items on their way into the store: a block is all that is held at a time. */
final class ItemBlocks {

  private final ItemStore.Staged staged;
  private final int most;
  private final ItemIndex index = new ItemIndex();
  private final List<ChoiceItem> block = new ArrayList<>();

  /** Stages at most so many items. */
  ItemBlocks(ItemStore.Staged staged, int most) {
    this.staged = staged;
    this.most = most;
  }

  /**
   * Takes the next item.
   *
   * @throws SteermeshException DATASET_TOO_LARGE
   */
  void add(ChoiceItem item) {
    if (index.size() == most) {
      throw new SteermeshException(
              ErrorReason.DATASET_TOO_LARGE,
              "the data set has more than the " + most + " items allowed")
          .with("limit_items", Integer.toString(most));
    }
    index.add(item);
    block.add(item);
    if (block.size() == ItemStore.BLOCK) {
      store();
    }
  }

  private void store() {
    staged.add(List.copyOf(block), index.toBytes(index.size() - block.size()));
    block.clear();
  }

  /** Stages what is left; there are no more items. */
  void finish() {
    if (!block.isEmpty()) {
      store();
    }
  }

  /** The index of all items so far. */
  ItemIndex index() {
    return index;
  }
}
