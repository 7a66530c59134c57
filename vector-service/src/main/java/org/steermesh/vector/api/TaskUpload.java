package org.steermesh.vector.api;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.vector.domain.task.UploadedFiles;
import org.steermesh.vector.v1.UploadDatasetRequest;

/** The files of an {@code UploadDataset} stream after its header, read as its messages come. */
final class TaskUpload implements UploadedFiles {

  private static final int LARGEST_CHUNK = 1 << 20;
  private static final int LONGEST_NAME = 256;
  private static final int MOST_FILES = 1000;

  private final Inbound<UploadDatasetRequest> messages;
  private @Nullable UploadDatasetRequest ahead;
  private int files;

  TaskUpload(Inbound<UploadDatasetRequest> messages) {
    this.messages = messages;
  }

  @Override
  public Optional<UploadedFile> next() {
    UploadDatasetRequest message = peek();
    while (message != null && message.hasData() && files > 0) {
      ahead = null;
      message = peek();
    }
    if (message == null) {
      return Optional.empty();
    }
    files++;
    if (files > MOST_FILES) {
      throw SteermeshException.ofField(
          "file", "more than the " + MOST_FILES + " files allowed in one upload");
    }
    return switch (message.getMessageCase()) {
      case DATA -> Optional.of(new UploadedFile("", new Content()));
      case FILE -> {
        ahead = null;
        yield Optional.of(new UploadedFile(name(message.getFile().getName()), new Content()));
      }
      case HEADER -> throw outOfOrder("a second header; only the first message may be one");
      case MESSAGE_NOT_SET -> throw outOfOrder("a message is neither header, file nor data");
    };
  }

  private static String name(String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw SteermeshException.ofField(
          "file.name", "%d characters: 1 to %d are allowed".formatted(name.length(), LONGEST_NAME));
    }
    return name;
  }

  private @Nullable UploadDatasetRequest peek() {
    if (ahead == null) {
      ahead = messages.next();
    }
    return ahead;
  }

  private static SteermeshException outOfOrder(String message) {
    return new SteermeshException(ErrorReason.STREAM_OUT_OF_ORDER, message);
  }

  /** The data messages up to the next file. */
  private final class Content extends InputStream {

    private ByteString chunk = ByteString.EMPTY;
    private int at;

    @Override
    public int read() {
      return fill() ? chunk.byteAt(at++) & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, chunk.size() - at);
      chunk.substring(at, at + count).copyTo(buffer, offset);
      at += count;
      return count;
    }

    private boolean fill() {
      while (at == chunk.size()) {
        UploadDatasetRequest message = peek();
        if (message == null || message.hasFile()) {
          return false;
        }
        if (!message.hasData()) {
          throw outOfOrder("after the header, a message is either a file or data");
        }
        ahead = null;
        chunk = message.getData();
        at = 0;
        if (chunk.size() > LARGEST_CHUNK) {
          throw SteermeshException.ofField(
              "data",
              "%d bytes: at most %d are allowed in one message"
                  .formatted(chunk.size(), LARGEST_CHUNK));
        }
      }
      return true;
    }
  }
}
