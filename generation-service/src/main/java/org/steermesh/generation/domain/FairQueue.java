package org.steermesh.generation.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who comes next. Of the callers that wait, the one with the fewest running texts; of these the one
 * that was served the fewest tokens lately. A caller's own texts keep their order. Not safe under
 * concurrent use.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {

  private final Map<String, Caller<T>> callers = new HashMap<>();
  private long arrivals;

  /** One caller that has something here: waiting, or running. */
  private static final class Caller<T> {
    private final Deque<Entry<T>> waiting = new ArrayDeque<>();
    private int running;
    private long served;
  }

  private record Entry<T>(T item, long arrival) {}

  /** Puts an item behind the caller's others. */
  void add(String caller, T item) {
    callers.computeIfAbsent(caller, _ -> newcomer()).waiting.addLast(new Entry<>(item, arrivals++));
  }

  /** A newcomer has no credit for the time in which it asked for nothing. */
  private Caller<T> newcomer() {
    Caller<T> caller = new Caller<>();
    caller.served = callers.values().stream().mapToLong(each -> each.served).min().orElse(0);
    return caller;
  }

  /** The item whose turn it is, if any; it stays. */
  Optional<T> peek() {
    return next().map(caller -> caller.waiting.getFirst().item());
  }

  /** Takes the item whose turn it is; its caller has one more running. */
  T take() {
    Caller<T> caller = next().orElseThrow();
    caller.running++;
    return caller.waiting.removeFirst().item();
  }

  private Optional<Caller<T>> next() {
    return callers.values().stream()
        .filter(each -> !each.waiting.isEmpty())
        .min(
            Comparator.comparingInt((Caller<T> each) -> each.running)
                .thenComparingLong(each -> each.served)
                .thenComparingLong(each -> each.waiting.getFirst().arrival()));
  }

  /** Notes tokens that were computed for a caller. */
  void served(String caller, long tokens) {
    Caller<T> known = callers.get(caller);
    if (known != null) {
      known.served += tokens;
    }
  }

  /** Notes that something which was taken runs no longer. */
  void ended(String caller) {
    Caller<T> known = callers.get(caller);
    if (known != null) {
      known.running--;
      forget(caller, known);
    }
  }

  /** Takes an item out wherever it stands; whether it was still here. */
  boolean remove(String caller, T item) {
    Caller<T> known = callers.get(caller);
    if (known == null || !known.waiting.removeIf(entry -> entry.item().equals(item))) {
      return false;
    }
    forget(caller, known);
    return true;
  }

  /**
   * Makes room for some of a caller with fewer waiting: takes out, one by one, the newest of the
   * caller with the most, as long as that one keeps as many as the newcomer has.
   *
   * @param count how many are to go: all of them go, or none
   * @return those that went
   */
  List<T> displacedBy(String caller, int count) {
    Map<String, Integer> kept = new HashMap<>();
    callers.forEach((key, each) -> kept.put(key, each.waiting.size()));
    int own = waiting(caller);
    for (int i = 1; i <= count; i++) {
      Optional<Map.Entry<String, Integer>> most =
          kept.entrySet().stream().max(Map.Entry.comparingByValue());
      if (most.isEmpty() || most.get().getValue() <= own + i) {
        return List.of();
      }
      kept.merge(most.get().getKey(), -1, Integer::sum);
    }
    List<T> displaced = new ArrayList<>();
    List.copyOf(callers.entrySet())
        .forEach(each -> {
          Caller<T> known = each.getValue();
          while (known.waiting.size() > kept.getOrDefault(each.getKey(), 0)) {
            displaced.add(known.waiting.removeLast().item());
          }
          forget(each.getKey(), known);
        });
    return displaced;
  }

  private void forget(String key, Caller<T> caller) {
    if (caller.running == 0 && caller.waiting.isEmpty()) {
      callers.remove(key);
    }
  }

  private int waiting(String caller) {
    Caller<T> known = callers.get(caller);
    return known == null ? 0 : known.waiting.size();
  }

  /** How many wait. */
  int size() {
    return callers.values().stream().mapToInt(caller -> caller.waiting.size()).sum();
  }

  /** All that waits, in no particular order. */
  List<T> all() {
    return callers.values().stream()
        .flatMap(caller -> caller.waiting.stream().map(Entry::item))
        .toList();
  }
}
