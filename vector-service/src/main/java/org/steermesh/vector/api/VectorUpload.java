package org.steermesh.vector.api;

import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.vector.domain.VectorImport;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.domain.file.Spool;
import org.steermesh.vector.v1.ImportVectorRequest;

/**
 * Puts the messages of an {@code ImportVector} stream together, on the disk, within the bound on
 * bytes.
 */
final class VectorUpload {

  private static final int LARGEST_CHUNK = 1 << 20;

  private final VectorImport imports;
  private final FileGate gate;
  private final Spool file;
  private VectorImport.@Nullable Header header;

  VectorUpload(VectorImport imports, FileGate gate, Spool file) {
    this.imports = imports;
    this.gate = gate;
    this.file = file;
  }

  Version run(Inbound<ImportVectorRequest> messages) throws Exception {
    Pace pace = gate.pace();
    ImportVectorRequest message = messages.next(pace.patience(0));
    while (message != null) {
      take(message);
      message = messages.next(pace.patience(file.size()));
    }
    if (header == null) {
      throw outOfOrder("the stream has no message; the first must be the header");
    }
    VectorImport.Header known = header;
    return gate.work(file.size(), () -> imports.run(known, file.content()));
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
        imports.limits().of(header.format()).checkBytes(file.size() + size);
        message.getData().asReadOnlyByteBufferList().forEach(file::write);
      }
      case MESSAGE_NOT_SET -> throw outOfOrder("a message is neither header nor data");
    }
  }

  private static SteermeshException outOfOrder(String message) {
    return new SteermeshException(ErrorReason.STREAM_OUT_OF_ORDER, message);
  }
}
