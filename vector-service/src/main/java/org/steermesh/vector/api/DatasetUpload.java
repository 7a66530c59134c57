package org.steermesh.vector.api;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.v1.UploadDatasetRequest;

/** Puts the messages of an {@code UploadDataset} stream together, within the bound on bytes. */
final class DatasetUpload {

  private static final int LARGEST_CHUNK = 1 << 20;

  private final DatasetCatalog catalog;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private DatasetCatalog.@Nullable Header header;

  DatasetUpload(DatasetCatalog catalog) {
    this.catalog = catalog;
  }

  Dataset run(Inbound<UploadDatasetRequest> messages) {
    UploadDatasetRequest message = messages.next();
    while (message != null) {
      take(message);
      message = messages.next();
    }
    if (header == null) {
      throw outOfOrder("the stream has no message; the first must be the header");
    }
    return catalog.upload(header, content.toByteArray());
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
