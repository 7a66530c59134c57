package org.steermesh.vector.domain.task;

/** A row that becomes no item; carries its reason to where rows are counted. */
final class SkippedRow extends Exception {

  private static final long serialVersionUID = 1L;

  private final SkipReason reason;

  SkippedRow(SkipReason reason, String found) {
    // Files may hold millions of such rows, and nobody looks at their stack.
    super(found, null, false, false);
    this.reason = reason;
  }

  static SkippedRow missing(String column) {
    return new SkippedRow(SkipReason.FIELD_MISSING, "%s is missing or no text".formatted(column));
  }

  SkipReason reason() {
    return reason;
  }
}
