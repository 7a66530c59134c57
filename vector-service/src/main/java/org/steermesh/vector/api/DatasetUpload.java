package org.steermesh.vector.api;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.DatasetFormat;
import org.steermesh.vector.domain.task.TaskCatalog;
import org.steermesh.vector.domain.task.TaskDefinition;
import org.steermesh.vector.v1.UploadDatasetHeader;
import org.steermesh.vector.v1.UploadDatasetRequest;

/** Puts the messages of an {@code UploadDataset} stream together, within the bound on bytes. */
final class DatasetUpload {

  private static final int LARGEST_CHUNK = 1 << 20;

  private final DatasetCatalog catalog;
  private final TaskCatalog tasks;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private DatasetCatalog.@Nullable Header header;

  DatasetUpload(DatasetCatalog catalog, TaskCatalog tasks) {
    this.catalog = catalog;
    this.tasks = tasks;
  }

  Dataset run(Inbound<UploadDatasetRequest> messages) {
    UploadDatasetRequest message = messages.next();
    while (message != null) {
      take(message);
      if (header != null && header.format() == DatasetFormat.TASK) {
        return tasks.upload(header, definition(message.getHeader()), new TaskUpload(messages));
      }
      message = messages.next();
    }
    if (header == null) {
      throw outOfOrder("the stream has no message; the first must be the header");
    }
    return catalog.upload(header, content.toByteArray());
  }

  private TaskDefinition definition(UploadDatasetHeader sent) {
    return sent.getTask().isEmpty()
        ? tasks.library().read(sent.getDefinition())
        : tasks.library().find(sent.getTask());
  }

  private void take(UploadDatasetRequest message) {
    switch (message.getMessageCase()) {
      case HEADER -> {
        if (header != null) {
          throw outOfOrder("a second header; only the first message may be one");
        }
        header = DatasetProtos.header(message.getHeader());
      }
      case DATA -> add(message.getData());
      case FILE -> throw outOfOrder("files are only for DATASET_FORMAT_TASK");
      case MESSAGE_NOT_SET -> throw outOfOrder("a message is neither header nor data");
    }
  }

  private void add(ByteString data) {
    if (header == null) {
      throw outOfOrder("the first message must be the header, but is data");
    }
    if (data.size() > LARGEST_CHUNK) {
      throw SteermeshException.ofField(
          "data", data.size() + " bytes: at most " + LARGEST_CHUNK + " are allowed in one message");
    }
    int limit = catalog.limits().bytes();
    if (content.size() + (long) data.size() > limit) {
      throw new SteermeshException(
              ErrorReason.DATASET_TOO_LARGE,
              "the data set is larger than the " + limit + " bytes allowed")
          .with("limit_bytes", Integer.toString(limit));
    }
    content.writeBytes(data.toByteArray());
  }

  private static SteermeshException outOfOrder(String message) {
    return new SteermeshException(ErrorReason.STREAM_OUT_OF_ORDER, message);
  }
}
