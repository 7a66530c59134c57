package org.steermesh.vector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.steermesh.contract.PageRequest;

/**
 * Pages over an index by name. A page begins after the last name that the page before looked at, so
 * writes in between neither repeat nor hide an item that was there all the time.
 *
 * @param names of the index that come after one, at most so many; from the beginning after ""
 * @param load the item of a name; empty when it was deleted in between
 */
record PageScan<T>(
    BiFunction<String, Integer, List<String>> names, Function<String, Optional<T>> load) {

  /**
   * Names looked at for one page: a filter that passes little gives short pages, not long calls.
   */
  private static final int MOST_LOOKS = 2000;

  private static final int STEP = 100;

  PageRequest.Page<T> list(PageRequest page, Predicate<T> filter) {
    return list(page, filter, () -> false);
  }

  /** The same; ends the page early when enough was looked at otherwise. */
  PageRequest.Page<T> list(PageRequest page, Predicate<T> filter, BooleanSupplier enough) {
    List<T> items = new ArrayList<>();
    String last = page.after();
    for (int looks = 0; looks < MOST_LOOKS; looks += STEP) {
      List<String> next = names.apply(last, STEP);
      for (String name : next) {
        if (items.size() == page.size() || enough.getAsBoolean()) {
          return new PageRequest.Page<>(items, page.tokenAfter(last));
        }
        load.apply(name).filter(filter).ifPresent(items::add);
        last = name;
      }
      if (next.size() < STEP) {
        return new PageRequest.Page<>(items, "");
      }
    }
    return new PageRequest.Page<>(items, page.tokenAfter(last));
  }
}
