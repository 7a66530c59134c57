package org.steermesh.vector.domain;

import java.util.List;

/** What reading an uploaded file gave. */
public sealed interface DatasetReading {

  /** The file is whole and every item is valid. */
  record Accepted(List<ContrastivePair> pairs) implements DatasetReading {}

  /**
   * The file is refused as a whole.
   *
   * @param violations the first of them, in file order, at most {@link ViolationList#MOST_REPORTED}
   * @param total how many there are in all
   */
  record Refused(List<DatasetViolation> violations, int total) implements DatasetReading {}
}
