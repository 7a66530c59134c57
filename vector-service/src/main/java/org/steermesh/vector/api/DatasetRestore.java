package org.steermesh.vector.api;

import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.vector.domain.ContrastivePair;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.task.ChoiceItem;
import org.steermesh.vector.domain.task.SkipReason;
import org.steermesh.vector.domain.task.TaskCatalog;
import org.steermesh.vector.domain.task.TaskContent;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.RestoreDatasetRequest;
import org.steermesh.vector.v1.SkippedItems;
import org.steermesh.vector.v1.UploadDatasetHeader;

/** The messages of a {@code RestoreDataset} stream, read as they come. */
final class DatasetRestore {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int LONGEST_TASK = 256;

  private final DatasetCatalog catalog;
  private final TaskCatalog tasks;

  DatasetRestore(DatasetCatalog catalog, TaskCatalog tasks) {
    this.catalog = catalog;
    this.tasks = tasks;
  }

  Dataset run(Inbound<RestoreDatasetRequest> messages) {
    RestoreDatasetRequest first = messages.next();
    if (first == null || !first.hasDataset()) {
      throw outOfOrder("the first message must be the data set");
    }
    Dataset said = dataset(first.getDataset());
    return said.content() == null
        ? catalog.restore(said, new Items<>(messages, DatasetRestore::pair))
        : tasks.restore(said, new Items<>(messages, DatasetRestore::item));
  }

  private static Dataset dataset(org.steermesh.vector.v1.Dataset said) {
    DatasetName name = DatasetName.parse("dataset.name", said.getName());
    boolean isTask = said.getFormat() == org.steermesh.vector.v1.DatasetFormat.DATASET_FORMAT_TASK;
    DatasetCatalog.Header header =
        DatasetProtos.header(
            UploadDatasetHeader.newBuilder()
                .setDatasetId(name.id())
                .setFormat(said.getFormat())
                .setBehaviour(said.getBehaviour())
                .setDescription(said.getDescription())
                .setTask(said.getTask())
                .build());
    if (!DIGEST.matcher(said.getDigest()).matches() || said.getSizeBytes() < 0) {
      throw SteermeshException.ofField(
          "dataset.digest", "must be 64 digits of 0-9a-f, and size_bytes 0 or more");
    }
    if (!Timestamps.isValid(said.getCreateTime())) {
      throw SteermeshException.ofField("dataset.create_time", "is no time");
    }
    return new Dataset(
        name.id(),
        header.behaviour(),
        header.description(),
        header.format(),
        count("dataset.item_count", said.getItemCount()),
        said.getDigest(),
        said.getSizeBytes(),
        Instant.ofEpochSecond(said.getCreateTime().getSeconds(), said.getCreateTime().getNanos()),
        isTask ? content(said) : null,
        true);
  }

  private static TaskContent content(org.steermesh.vector.v1.Dataset said) {
    if (said.getTask().length() > LONGEST_TASK
        || said.getSkippedCount() > SkipReason.values().length) {
      throw SteermeshException.ofField("dataset.skipped", "a reason is told more than once");
    }
    return new TaskContent(
        said.getTask(),
        said.getSkippedList().stream().map(DatasetRestore::skipped).toList(),
        count("dataset.group_count", said.getGroupCount()),
        count("dataset.repeated_count", said.getRepeatedCount()));
  }

  private static TaskContent.Skipped skipped(SkippedItems said) {
    try {
      return new TaskContent.Skipped(
          SkipReason.valueOf(said.getReason()), said.getCount(), said.getFirst());
    } catch (IllegalArgumentException e) {
      throw SteermeshException.ofField(
              "dataset.skipped", "the reason " + said.getReason() + " is not known here")
          .causedBy(e);
    }
  }

  private static int count(String field, long said) {
    if (said < 0 || said > Integer.MAX_VALUE) {
      throw SteermeshException.ofField(field, said + " is outside 0 to " + Integer.MAX_VALUE);
    }
    return (int) said;
  }

  private static ContrastivePair pair(DatasetItem item) {
    if (item.hasChoiceItem()) {
      throw invalid(item, "it is a multiple-choice item among contrastive pairs");
    }
    return new ContrastivePair(item.getQuestion(), item.getPositive(), item.getNegative());
  }

  private static ChoiceItem item(DatasetItem item) {
    if (!item.hasChoiceItem()) {
      throw invalid(item, "it is a contrastive pair among multiple-choice items");
    }
    return TaskProtos.item(item.getChoiceItem());
  }

  private static SteermeshException invalid(DatasetItem item, String why) {
    return new SteermeshException(
            ErrorReason.DATASET_INVALID,
            "items[%d]: %s; nothing is stored".formatted(item.getIndex(), why))
        .with("violation_count", "1");
  }

  private static SteermeshException outOfOrder(String message) {
    return new SteermeshException(ErrorReason.STREAM_OUT_OF_ORDER, message);
  }

  /** The items of the messages, in order. */
  private static final class Items<T> implements Iterator<T> {

    private final Inbound<RestoreDatasetRequest> messages;
    private final Function<DatasetItem, T> translation;
    private List<DatasetItem> block = List.of();
    private int at;
    private long index;

    Items(Inbound<RestoreDatasetRequest> messages, Function<DatasetItem, T> translation) {
      this.messages = messages;
      this.translation = translation;
    }

    @Override
    public boolean hasNext() {
      while (at == block.size()) {
        @Nullable RestoreDatasetRequest message = messages.next();
        if (message == null) {
          return false;
        }
        if (!message.hasItems()) {
          throw outOfOrder("after the data set, every message brings items");
        }
        block = message.getItems().getItemsList();
        at = 0;
      }
      return true;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      DatasetItem item = block.get(at++);
      if (item.getIndex() != index) {
        throw invalid(item, "item " + index + " should come here");
      }
      index++;
      return translation.apply(item);
    }
  }
}
