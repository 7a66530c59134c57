package org.steermesh.vector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.steermesh.contract.PageRequest;
import org.steermesh.redis.Redis;

/**
 * Pages over an index by name. A page begins after the last name that the page before looked at, so
 * writes in between neither repeat nor hide an item that was there all the time.
 *
 * @param redis where the index is
 * @param index sorted set of names, all scores 0
 * @param load the item of a name; empty when it was deleted in between
 */
record PageScan<T>(Redis redis, String index, Function<String, Optional<T>> load) {

  /**
   * Names looked at for one page: a filter that passes little gives short pages, not long calls.
   */
  private static final int MOST_LOOKS = 2000;

  private static final int STEP = 100;

  PageRequest.Page<T> list(PageRequest page, Predicate<T> filter) {
    List<T> items = new ArrayList<>();
    String last = page.after();
    for (int looks = 0; looks < MOST_LOOKS; looks += STEP) {
      List<String> names = redis.after(index, last, STEP);
      for (String name : names) {
        if (items.size() == page.size()) {
          return new PageRequest.Page<>(items, page.tokenAfter(last));
        }
        load.apply(name).filter(filter).ifPresent(items::add);
        last = name;
      }
      if (names.size() < STEP) {
        return new PageRequest.Page<>(items, "");
      }
    }
    return new PageRequest.Page<>(items, page.tokenAfter(last));
  }
}
