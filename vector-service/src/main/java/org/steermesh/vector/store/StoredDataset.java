package org.steermesh.vector.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetFormat;
import org.steermesh.vector.domain.task.TaskContent;

/**
 * The stored form of {@link Dataset}; times in ms since 1970. Earlier services restored nothing.
 */
record StoredDataset(
    int format,
    String id,
    String behaviour,
    String description,
    DatasetFormat writtenAs,
    int itemCount,
    String digest,
    long sizeBytes,
    long created,
    @Nullable TaskContent content,
    boolean restored) {

  static StoredDataset of(Dataset dataset) {
    return new StoredDataset(
        StoredJson.FORMAT,
        dataset.id(),
        dataset.behaviour(),
        dataset.description(),
        dataset.format(),
        dataset.itemCount(),
        dataset.digest(),
        dataset.sizeBytes(),
        dataset.createTime().toEpochMilli(),
        dataset.content(),
        dataset.restored());
  }

  static Dataset read(byte[] json) {
    return StoredJson.read(json, StoredDataset.class).toDataset();
  }

  Dataset toDataset() {
    StoredJson.checkFormat(format);
    return new Dataset(
        id,
        behaviour,
        description,
        writtenAs,
        itemCount,
        digest,
        sizeBytes,
        Instant.ofEpochMilli(created),
        content,
        restored);
  }
}
