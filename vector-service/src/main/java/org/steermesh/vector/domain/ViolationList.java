package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.List;

/** Collects violations: all are counted, the first few are kept. */
final class ViolationList {

  static final int MOST_REPORTED = 20;

  private final List<DatasetViolation> kept = new ArrayList<>();
  private int total;

  void add(String field, String description) {
    total++;
    if (kept.size() < MOST_REPORTED) {
      kept.add(new DatasetViolation(field, description));
    }
  }

  boolean isEmpty() {
    return total == 0;
  }

  DatasetReading.Refused refuse() {
    return new DatasetReading.Refused(List.copyOf(kept), total);
  }
}
