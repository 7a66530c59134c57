package org.steermesh.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all calls of a load come to. Safe under concurrent callers. */
final class LoadTally {

  private final List<Long> first = new ArrayList<>();
  private final List<Long> between = new ArrayList<>();
  private final List<Long> whole = new ArrayList<>();
  private final Map<String, Integer> ended = new TreeMap<>();
  private long inputTokens;
  private long generatedTokens;
  private int mismatched;

  /**
   * Counts a call that has ended.
   *
   * @param alone the same request's alone; none where nothing is compared
   */
  synchronized void add(LoadCall call, @Nullable LoadCall alone) {
    generatedTokens += call.generatedTokens();
    if (alone != null && !call.isLike(alone)) {
      mismatched++;
    }
    List<Long> arrivals = call.arrivals();
    for (int i = 0; i < arrivals.size(); i++) {
      if (i == 0) {
        first.add(arrivals.get(i));
      } else {
        between.add(arrivals.get(i) - arrivals.get(i - 1));
      }
    }
    if (call.failure().isEmpty()) {
      whole.add(call.nanos());
      inputTokens += call.inputTokens();
    } else {
      ended.merge(call.failure(), 1, Integer::sum);
    }
  }

  synchronized LoadResult result(
      double seconds, boolean check, double busySeconds, LoadResult.Memory memory) {
    LoadResult.Latency latency =
        new LoadResult.Latency(percentiles(first), percentiles(between), percentiles(whole));
    return new LoadResult(
        seconds,
        whole.size(),
        Map.copyOf(ended),
        inputTokens,
        generatedTokens,
        latency,
        check ? mismatched : -1,
        busySeconds,
        memory);
  }

  private static Percentiles percentiles(List<Long> nanos) {
    return Percentiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
  }
}
