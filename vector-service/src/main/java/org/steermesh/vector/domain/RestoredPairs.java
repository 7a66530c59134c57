package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Contrastive pairs of a backup, held to the rules of an upload. */
final class RestoredPairs {

  private RestoredPairs() {}

  /**
   * Reads them to the end.
   *
   * @throws SteermeshException DATASET_TOO_LARGE
   */
  static DatasetReading read(Dataset said, Iterator<ContrastivePair> items, DatasetLimits limits) {
    ViolationList violations = new ViolationList();
    CaaItemRules rules = new CaaItemRules(limits, violations);
    List<ContrastivePair> pairs = new ArrayList<>();
    Set<ContrastivePair> seen = new HashSet<>();
    long characters = 0;
    while (items.hasNext()) {
      ContrastivePair pair = items.next();
      characters += pair.question().length();
      if (pairs.size() == limits.items() || characters > limits.bytes()) {
        throw tooLarge(limits);
      }
      String place = "items[" + pairs.size() + "]";
      rules.hold(
          place,
          value(pair.question()),
          value(pair.matchingAnswer()),
          value(pair.notMatchingAnswer()));
      if (!seen.add(pair)) {
        violations.add(place, "the item repeats an earlier one, and would count twice");
      }
      pairs.add(pair);
    }
    if (pairs.size() != said.itemCount()) {
      violations.add(
          "items", "%d came, but the data set has %d".formatted(pairs.size(), said.itemCount()));
    }
    return violations.isEmpty()
        ? new DatasetReading.Accepted(List.copyOf(pairs))
        : violations.refuse();
  }

  /** Lines are of the file that was uploaded once; nobody knows them here. */
  private static CaaItemReader.Value value(String text) {
    return new CaaItemReader.Value(text, 0);
  }

  private static SteermeshException tooLarge(DatasetLimits limits) {
    return new SteermeshException(
            ErrorReason.DATASET_TOO_LARGE,
            "the data set is larger than the %d bytes or the %d items allowed"
                .formatted(limits.bytes(), limits.items()))
        .with("limit_bytes", Integer.toString(limits.bytes()))
        .with("limit_items", Integer.toString(limits.items()));
  }
}
