package org.steermesh.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.steermesh.engine.CancelSignal;

/** Ctrl-C asks work of this process to stop, and waits until it has saved what it has. */
final class StopOnInterrupt implements CancelSignal, AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::stop);
  private volatile boolean stopped;

  private StopOnInterrupt() {}

  /** From now on, until it is closed. */
  static StopOnInterrupt begin() {
    StopOnInterrupt stop = new StopOnInterrupt();
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  private void stop() {
    stopped = true;
    try {
      boolean saved = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!saved) {
        System.err.println("the last checkpoint is an older one");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isCancelled() {
    return stopped;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already; the hook is what waits.
      return;
    }
  }
}
