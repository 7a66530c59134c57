package org.steermesh.vector.domain.task;

import java.io.InputStream;
import java.util.Optional;

/** The files of an upload, one after the other, each read as it comes. */
public interface UploadedFiles {

  /**
   * A file.
   *
   * @param name without folders; may be empty
   * @param content its bytes; what is not read is skipped
   */
  record UploadedFile(String name, InputStream content) {}

  /** The next file; nothing at the end. */
  Optional<UploadedFile> next();
}
