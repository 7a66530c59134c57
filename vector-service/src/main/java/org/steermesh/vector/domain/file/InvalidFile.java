package org.steermesh.vector.domain.file;

import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Words for files that are refused. */
public final class InvalidFile {

  private InvalidFile() {}

  /** A refusal that says why. */
  public static SteermeshException because(VectorFileFormat format, String why) {
    return new SteermeshException(
            ErrorReason.VECTOR_FILE_INVALID,
            "not a " + format.title() + " file of a vector: " + why + "; nothing is stored")
        .with("format", format.title());
  }
}
