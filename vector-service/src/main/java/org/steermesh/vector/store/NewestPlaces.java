package org.steermesh.vector.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the newest version of a vector was when it was last read: a guess that saves a look at
 * Redis. Redis itself tells whether it still holds. For several threads.
 */
final class NewestPlaces {

  /** Those read last are kept. */
  private static final int MOST = 10_000;

  private final Map<String, String> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  /** The last place that was noted for a vector, or "". */
  synchronized String of(String vectorId) {
    return places.getOrDefault(vectorId, "");
  }

  synchronized void note(String vectorId, String place) {
    places.put(vectorId, place);
  }
}
