package org.steermesh.vector.api;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.vector.domain.VectorImport;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.v1.ImportVectorRequest;

/** Puts the messages of an {@code ImportVector} stream together, within the bound on bytes. */
final class VectorUpload {

  private static final int LARGEST_CHUNK = 1 << 20;

  private final VectorImport imports;
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private VectorImport.@Nullable Header header;

  VectorUpload(VectorImport imports) {
    this.imports = imports;
  }

  Version run(Inbound<ImportVectorRequest> messages) {
    ImportVectorRequest message = messages.next();
    while (message != null) {
      take(message);
      message = messages.next();
    }
    if (header == null) {
      throw outOfOrder("the stream has no message; the first must be the header");
    }
    return imports.run(header, file.toByteArray());
  }

  private void take(ImportVectorRequest message) {
    switch (message.getMessageCase()) {
      case HEADER -> {
        if (header != null) {
          throw outOfOrder("a second header; only the first message may be one");
        }
        header = FileProtos.header(message.getHeader());
      }
      case DATA -> {
        if (header == null) {
          throw outOfOrder("the first message must be the header, but is data");
        }
        int size = message.getData().size();
        if (size > LARGEST_CHUNK) {
          throw SteermeshException.ofField(
              "data", size + " bytes: at most " + LARGEST_CHUNK + " are allowed in one message");
        }
        imports.limits().checkBytes(file.size() + (long) size);
        file.writeBytes(message.getData().toByteArray());
      }
      case MESSAGE_NOT_SET -> throw outOfOrder("a message is neither header nor data");
    }
  }

  private static SteermeshException outOfOrder(String message) {
    return new SteermeshException(ErrorReason.STREAM_OUT_OF_ORDER, message);
  }
}
