package org.steermesh.cli.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.CancelSignal;

/** Ctrl-C asks work of this process to stop, and waits until it has saved what it has. */
final class StopOnInterrupt implements CancelSignal, AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::stop);
  private volatile boolean stopped;

  private final Terminal terminal;

  private StopOnInterrupt(Terminal terminal) {
    this.terminal = terminal;
  }

  /** From now on, until it is closed. */
  static StopOnInterrupt begin(Terminal terminal) {
    StopOnInterrupt stop = new StopOnInterrupt(terminal);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  private void stop() {
    stopped = true;
    // A progress bar may stand on the line.
    terminal.note((terminal.errIsTerminal() ? "\n" : "") + "stopping; --resume goes on");
    try {
      boolean saved = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!saved) {
        terminal.note("the last steps could not be saved in time");
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
