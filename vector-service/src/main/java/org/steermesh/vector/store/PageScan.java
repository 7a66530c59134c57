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
 * @param load the items of names, in their order; empty when one was deleted in between
 */
record PageScan<T>(
    BiFunction<String, Integer, List<String>> names,
    Function<List<String>, List<Optional<T>>> load) {

  /**
   * Names looked at for one page: a filter that passes little gives short pages, not long calls.
   */
  private static final int MOST_LOOKS = 2000;

  private static final int LEAST_STEP = 20;
  private static final int MOST_STEP = 100;

  /** The items that pass. */
  PageRequest.Page<T> list(PageRequest page, Predicate<T> filter) {
    return list(page, filter, () -> false);
  }

  /** The same; ends the page early when enough was looked at otherwise. */
  PageRequest.Page<T> list(PageRequest page, Predicate<T> filter, BooleanSupplier enough) {
    return collect(page, item -> Optional.of(item).filter(filter), enough);
  }

  /** What something makes of items; done only to those that this page looks at. */
  <R> PageRequest.Page<R> collect(
      PageRequest page, Function<T, Optional<R>> each, BooleanSupplier enough) {
    List<R> items = new ArrayList<>();
    String last = page.after();
    int step = Math.clamp(page.size() + 1L, LEAST_STEP, MOST_STEP);
    for (int looks = 0; looks < MOST_LOOKS; looks += step) {
      List<String> next = names.apply(last, step);
      List<Optional<T>> loaded = load.apply(next);
      for (int i = 0; i < next.size(); i++) {
        if (items.size() == page.size() || enough.getAsBoolean()) {
          return new PageRequest.Page<>(items, page.tokenAfter(last));
        }
        loaded.get(i).flatMap(each).ifPresent(items::add);
        last = next.get(i);
      }
      if (next.size() < step) {
        return new PageRequest.Page<>(items, "");
      }
    }
    return new PageRequest.Page<>(items, page.tokenAfter(last));
  }
}
