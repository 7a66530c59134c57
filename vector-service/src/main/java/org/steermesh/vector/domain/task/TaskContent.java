package org.steermesh.vector.domain.task;

import java.util.List;

/**
 * What only data sets of multiple-choice items have.
 *
 * @param task name of the definition that read it
 * @param skipped what became no item, or one that a protocol leaves out, most frequent first
 * @param groupCount number of groups
 * @param repeatedCount items that repeat an earlier one
 */
public record TaskContent(String task, List<Skipped> skipped, int groupCount, int repeatedCount) {

  /**
   * Rows with one reason.
   *
   * @param reason why
   * @param count how many
   * @param first the first of them, in words
   */
  public record Skipped(SkipReason reason, long count, String first) {}
}
