package org.steermesh.vector.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.steermesh.contract.SteermeshException;

/**
 * Runs builds, its own replica's and those of replicas that died.
 *
 * <p>A build is run from the beginning by whoever takes it over: it is short, and an equal build
 * gives an equal version.
 */
public final class BuildWorker implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(BuildWorker.class.getName());
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final OperationStore operations;
  private final VectorBuilder builder;
  private final Duration lease;
  private final String owner = UUID.randomUUID().toString();
  private final Semaphore work = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private final Set<BuildRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Works on what a store keeps.
   *
   * @param lease how long a silent replica keeps its builds
   */
  public BuildWorker(OperationStore operations, VectorBuilder builder, Duration lease) {
    this.operations = operations;
    this.builder = builder;
    this.lease = lease;
  }

  /** Begins to work, on as many builds at the same time. */
  public void start(int concurrency) {
    for (int i = 0; i < concurrency; i++) {
      threads.add(Thread.ofVirtual().name("build-" + i).start(this::work));
    }
  }

  /** Says that there is something to do. */
  public void wake() {
    work.release();
  }

  /** Stops; running builds are given back for another replica to begin again. */
  @Override
  public void close() {
    closed = true;
    running.forEach(BuildRun::giveBack);
    work.release(threads.size());
    try {
      for (Thread thread : threads) {
        if (!thread.join(lease)) {
          LOG.log(Level.WARNING, "{0} still works; its lease will run out", thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      while (!closed) {
        if (!workOnce()) {
          // The lease of a dead replica runs out without a word, so the look repeats.
          boolean woken = work.tryAcquire(lease.toMillis() / 3, TimeUnit.MILLISECONDS);
          LOG.log(Level.FINEST, "looking for builds; woken: {0}", woken);
        }
      }
    } catch (InterruptedException e) {
      LOG.log(Level.FINE, "interrupted; no more builds here", e);
    }
  }

  /** False when there was nothing to do. */
  private boolean workOnce() throws InterruptedException {
    try {
      Optional<BuildOperation> claimed = operations.claim(owner, lease);
      if (claimed.isEmpty()) {
        return false;
      }
      BuildRun run = new BuildRun(operations, claimed.get(), owner, lease);
      running.add(run);
      if (closed) {
        run.giveBack();
      }
      try {
        run.run(builder);
      } finally {
        running.remove(run);
      }
    } catch (SteermeshException e) {
      LOG.log(Level.FINE, "builds wait: {0}", e.message());
      Thread.sleep(AFTER_TROUBLE);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "working on builds failed", e);
      Thread.sleep(AFTER_TROUBLE);
    }
    return true;
  }
}
