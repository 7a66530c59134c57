package org.steermesh.vector.domain.file;

import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/**
 * Bounds of one file.
 *
 * @param bytes most bytes, packed and unpacked
 * @param tensors most tensors, and entries of an archive
 * @param source what says how many bytes, for people
 */
public record FileLimits(int bytes, int tensors, String source) {

  /** Most tensors of a file: four targets of a thousand blocks, and an archive's own entries. */
  public static final int MOST_TENSORS = 4096;

  /** Bounds of that many bytes, which a source says. */
  public static FileLimits ofBytes(int bytes, String source) {
    return new FileLimits(bytes, MOST_TENSORS, source);
  }

  /** Refuses more bytes than are allowed. */
  public void checkBytes(long count) {
    checkBytes("the file", count);
  }

  /** The same; {@code what} names the file to people. */
  public void checkBytes(String what, long count) {
    if (count > bytes) {
      throw new SteermeshException(
              ErrorReason.VECTOR_FILE_TOO_LARGE,
              "%s is larger than the %d bytes allowed, packed or unpacked (%s)"
                  .formatted(what, bytes, source))
          .with("limit_bytes", Integer.toString(bytes));
    }
  }

  /** Refuses more tensors, or entries, than are allowed. */
  void checkTensors(VectorFileFormat format, long count) {
    if (count < 0 || count > tensors) {
      throw InvalidFile.because(
          format,
          "it says that it has %s tensors or entries; at most %d are allowed"
              .formatted(Long.toUnsignedString(count), tensors));
    }
  }
}
