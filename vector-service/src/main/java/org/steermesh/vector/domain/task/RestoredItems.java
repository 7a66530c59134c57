package org.steermesh.vector.domain.task;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.Dataset;

/** Multiple-choice items of a backup: checked, and counted again. */
final class RestoredItems {

  private RestoredItems() {}

  /**
   * Stages them all.
   *
   * @throws org.steermesh.contract.SteermeshException DATASET_TOO_LARGE, DATASET_INVALID
   */
  static void stage(
      Dataset said,
      Iterator<ChoiceItem> items,
      TaskCatalog.Limits limits,
      ItemStore.Staged staged) {
    ItemBlocks blocks = new ItemBlocks(staged, limits.items());
    while (items.hasNext()) {
      ChoiceItem item = items.next();
      String fault = faultOf(item, limits);
      if (fault != null) {
        throw TaskCatalog.invalid("items[" + blocks.index().size() + "]: " + fault);
      }
      blocks.add(item);
    }
    blocks.finish();
    checkCounts(said, blocks.index());
  }

  private static @Nullable String faultOf(ChoiceItem item, TaskCatalog.Limits limits) {
    int choices = item.choices().size();
    if (choices < 2 || choices > ChoiceItem.MOST_CHOICES) {
      return choices + " choices: 2 to " + ChoiceItem.MOST_CHOICES + " are allowed";
    }
    long characters =
        item.question().length() + item.choices().stream().mapToLong(String::length).sum();
    if (characters > limits.questionCharacters()) {
      return "question and choices have %d characters: at most %d are allowed"
          .formatted(characters, limits.questionCharacters());
    }
    List<Integer> ascending = item.correct().stream().sorted().distinct().toList();
    if (!item.correct().equals(ascending) || !item.correct().contains(item.gold())) {
      return "gold is not among correct, or these are not ascending";
    }
    return ascending.getFirst() < 0 || ascending.getLast() >= choices
        ? "correct names a choice that there is not"
        : null;
  }

  private static void checkCounts(Dataset said, ItemIndex index) {
    TaskContent content = said.content();
    if (content == null
        || index.size() != said.itemCount()
        || index.groupCount() != content.groupCount()
        || index.repeatedCount() != content.repeatedCount()) {
      throw TaskCatalog.invalid(
          "%d items in %d groups came, %d of them repeated, which is not what the data set says"
              .formatted(index.size(), index.groupCount(), index.repeatedCount()));
    }
  }
}
