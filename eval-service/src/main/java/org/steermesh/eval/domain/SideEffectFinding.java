package org.steermesh.eval.domain;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one suite gave under one cell.
 *
 * @param values of every measure, one per item, NaN where the item was not scored
 * @param tokens scored of every item; empty where they do not count
 * @param unscored items that count nowhere, by reason
 * @param largestDose over the items
 */
public record SideEffectFinding(
    SortedMap<String, List<Double>> values,
    List<Integer> tokens,
    SortedMap<String, Integer> unscored,
    double largestDose)
    implements Finding {

  /** Keeps what it is given. */
  public SideEffectFinding {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    tokens = List.copyOf(tokens);
    unscored = Collections.unmodifiableSortedMap(new TreeMap<>(unscored));
  }
}
