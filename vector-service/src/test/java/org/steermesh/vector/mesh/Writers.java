package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.store.Stores;

/** Threads that store versions, dense and sparse, and remember which were acknowledged. */
final class Writers implements AutoCloseable {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final int VECTORS = 7;
  private static final int WIDTH = 16;

  private final Stores stores;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Throwable> refusals = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  Writers(Stores stores, int count) {
    this.stores = stores;
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().start(this::write));
    }
  }

  private void write() {
    while (!stopped) {
      int number = NUMBERS.incrementAndGet();
      String id = "drill-" + number % VECTORS;
      String digest = "%08x".formatted(number);
      try {
        Version stored =
            number % 3 == 0
                ? Versions.putSparse(stores.vectors(), id, digest, WIDTH, 3)
                : Versions.put(stores.vectors(), id, digest);
        acknowledged.put(LibraryWalk.name(stored), System.nanoTime());
      } catch (RuntimeException e) {
        refusals.add(e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until so many more were acknowledged. */
  void awaitProgress(int more) {
    int wanted = acknowledged.size() + more;
    RedisFleet.await(wanted + " versions are stored", () -> acknowledged.size() >= wanted);
  }

  /** Waits until one more was refused. */
  void awaitRefusal() {
    int wanted = refusals.size() + 1;
    RedisFleet.await("a write is refused", () -> refusals.size() >= wanted);
  }

  /** Names of those not acknowledged between two times of {@link System#nanoTime}. */
  List<String> acknowledgedOutside(long from, long to) {
    return acknowledged.entrySet().stream()
        .filter(entry -> entry.getValue() - from < 0 || entry.getValue() - to > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  List<String> acknowledged() {
    return List.copyOf(acknowledged.keySet());
  }

  /** Stops; whatever was refused was refused in words. */
  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertThat(refusals)
        .allSatisfy(refusal ->
            assertThat(refusal)
                .isInstanceOfSatisfying(
                    SteermeshException.class,
                    error -> {
                      assertThat(error.reason()).isEqualTo(ErrorReason.DEPENDENCY_UNAVAILABLE);
                      // Whoever does not know whether it was done is not told to repeat it.
                      boolean unknown = error.message().contains("is not known");
                      assertThat(error.retryDelay() == null).isEqualTo(unknown);
                    }));
  }
}
