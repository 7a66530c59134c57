package org.steermesh.vector.domain.task;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts rows that become no item, or one that a protocol leaves out, by reason. */
final class SkipCounts {

  private final Map<SkipReason, TaskContent.Skipped> counts = new EnumMap<>(SkipReason.class);

  void add(SkipReason reason, String where) {
    counts.merge(
        reason,
        new TaskContent.Skipped(reason, 1, where),
        (before, _) -> new TaskContent.Skipped(reason, before.count() + 1, before.first()));
  }

  /** Most frequent first. */
  List<TaskContent.Skipped> toList() {
    return counts.values().stream()
        .sorted(Comparator.comparingLong(TaskContent.Skipped::count).reversed())
        .toList();
  }
}
