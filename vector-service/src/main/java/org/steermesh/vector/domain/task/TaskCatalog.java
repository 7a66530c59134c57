package org.steermesh.vector.domain.task;

import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.DatasetFormat;

/** The rules for multiple-choice tasks: what may be stored, and how it is read. */
public final class TaskCatalog {

  private final ItemStore store;
  private final TaskLibrary library;
  private final Limits limits;
  private final Clock clock;

  /**
   * Bounds of one data set.
   *
   * @param bytes most bytes of all files
   * @param items most items
   * @param questionCharacters most UTF-16 characters of a question with its choices
   */
  public record Limits(long bytes, int items, int questionCharacters) {}

  /** Works on a store, within bounds. */
  public TaskCatalog(ItemStore store, TaskLibrary library, Limits limits, Clock clock) {
    this.store = store;
    this.library = library;
    this.limits = limits;
    this.clock = clock;
  }

  /** Bounds of one data set. */
  public Limits limits() {
    return limits;
  }

  /** The definitions at hand. */
  public TaskLibrary library() {
    return library;
  }

  /**
   * Reads and stores an upload, file by file. Repeating one gives the data set that is there.
   *
   * @throws SteermeshException DATASET_TOO_LARGE, DATASET_INVALID, DATASET_EXISTS
   */
  public Dataset upload(
      DatasetCatalog.Header header, TaskDefinition definition, UploadedFiles files) {
    try (ItemStore.Staged staged = store.stage()) {
      TaskReading reading = new TaskReading(definition, limits, staged);
      for (Optional<UploadedFiles.UploadedFile> file = files.next();
          file.isPresent();
          file = files.next()) {
        reading.read(file.get());
      }
      TaskReading.Result result = reading.finish();
      Dataset uploaded =
          new Dataset(
              header.name().id(),
              header.behaviour(),
              header.description(),
              DatasetFormat.TASK,
              result.items(),
              result.digest(),
              result.bytes(),
              clock.instant(),
              result.content(),
              false);
      Dataset stored = staged.putIfAbsent(uploaded);
      DatasetCatalog.checkSame(uploaded, stored);
      return stored;
    }
  }

  /**
   * Checks and stores items that a backup holds.
   *
   * @param said what the backup tells of them
   * @throws SteermeshException DATASET_TOO_LARGE, DATASET_INVALID, DATASET_EXISTS
   */
  public Dataset restore(Dataset said, Iterator<ChoiceItem> items) {
    try (ItemStore.Staged staged = store.stage()) {
      RestoredItems.stage(said, items, limits, staged);
      Dataset stored = staged.putIfAbsent(said);
      DatasetCatalog.checkSame(said, stored);
      return stored;
    }
  }

  /**
   * Splits a data set.
   *
   * @param part which must have items
   * @throws SteermeshException DATASET_KIND_MISMATCH, PART_EMPTY
   */
  public TaskSplit split(Dataset dataset, TaskView view, TaskView.Part part) {
    checkHoldsItems(dataset);
    TaskSplit split = TaskSplit.of(store.readIndex(dataset), view);
    if (split.items(part).length == 0) {
      throw new SteermeshException(
              ErrorReason.PART_EMPTY,
              ("the %s part of %s is empty under this view: of its %d items, %d go to training, %d to"
                      + " validation and %d to test; groups are never split by the sound protocol")
                  .formatted(
                      part.title(),
                      new DatasetName(dataset.id()),
                      dataset.itemCount(),
                      split.train().length,
                      split.validation().length,
                      split.test().length))
          .with("part", part.name());
    }
    return split;
  }

  /** Refuses contrastive pairs. */
  public static void checkHoldsItems(Dataset dataset) {
    if (dataset.content() == null) {
      throw new SteermeshException(
              ErrorReason.DATASET_KIND_MISMATCH,
              new DatasetName(dataset.id())
                  + " holds contrastive pairs, but multiple-choice items are needed; upload its file"
                  + " with a task definition")
          .with("dataset", new DatasetName(dataset.id()).toString());
    }
  }

  /** The items of a part, in its order, read as they are taken. */
  public Iterator<ShownItem> items(Dataset dataset, TaskSplit split, TaskView.Part part) {
    return new ShownItems(store, dataset, split, part);
  }

  /**
   * Reads items as they are stored, block by block, in order, with the index of the first.
   *
   * @param first index of the first item, from 0; past the end reads nothing
   * @param count most items
   */
  public void readStored(
      Dataset dataset, long first, long count, BiConsumer<Integer, List<ChoiceItem>> sink) {
    int index = (int) Math.min(first, dataset.itemCount());
    int end = (int) Math.min(dataset.itemCount(), index + Math.min(count, Integer.MAX_VALUE));
    while (index < end) {
      int until = Math.min(end, (index / ItemStore.BLOCK + 1) * ItemStore.BLOCK);
      sink.accept(index, store.read(dataset, IntStream.range(index, until).toArray()));
      index = until;
    }
  }

  static SteermeshException invalid(String what) {
    return new SteermeshException(ErrorReason.DATASET_INVALID, what + "; nothing is stored")
        .with("violation_count", "1");
  }
}
