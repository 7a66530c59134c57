package org.steermesh.generation.domain;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks after vectors that texts are going to be steered with, so that none waits for its vector to
 * be fetched: again and again it asks for each as a text would, which fetches what an alias names
 * now and keeps it from being dropped. What goes wrong is logged once, and tried again.
 */
public final class WarmVectors implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WarmVectors.class);

  private final VectorSource vectors;
  private final Set<String> names;
  private final Duration every;

  /** By name the version in hand, or what is wrong. */
  private final Map<String, String> told = new HashMap<>();

  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * For some vectors.
   *
   * @param names as {@link VectorSource#find} takes them
   * @param every how often, above 0
   */
  public WarmVectors(VectorSource vectors, Set<String> names, Duration every) {
    this.vectors = vectors;
    this.names = Set.copyOf(names);
    this.every = every;
  }

  /** Begins; waits for nothing. */
  public void start() {
    if (!names.isEmpty()) {
      Thread.ofPlatform().daemon().name("warm-vectors").unstarted(this::run).start();
    }
  }

  private void run() {
    try {
      do {
        look();
      } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    for (String name : names) {
      try {
        String version = vectors.find(name).name();
        if (!version.equals(told.put(name, version))) {
          LOG.infof("%s is in hand: %s", name, version);
        }
      } catch (RuntimeException e) {
        String wrong = String.valueOf(e.getMessage());
        if (!wrong.equals(told.put(name, wrong))) {
          LOG.warnf("%s cannot be fetched yet: %s", name, wrong);
        }
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
