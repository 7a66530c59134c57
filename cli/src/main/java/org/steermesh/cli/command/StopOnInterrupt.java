package org.steermesh.cli.command;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.show.Terminal;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.training.TrainingException;

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

  private static StopOnInterrupt begin(Terminal terminal) {
    StopOnInterrupt stop = new StopOnInterrupt(terminal);
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /** A training, which looks at the signal between its steps. */
  @FunctionalInterface
  interface Training<T> {
    T run(CancelSignal stop) throws IOException;
  }

  /**
   * Trains until all is done or Ctrl-C stops it.
   *
   * @param files what cannot be done when a file fails, for people
   * @throws SteerException INTERRUPTED or FAILED
   */
  static <T> T train(Terminal terminal, String files, Training<T> training) {
    try (StopOnInterrupt stop = begin(terminal)) {
      return training.run(stop);
    } catch (EngineException e) {
      if (e.reason() == EngineReason.CANCELLED) {
        throw new SteerException(
            ExitCode.INTERRUPTED, "stopped; the same command with --resume goes on", e);
      }
      throw new SteerException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (TrainingException e) {
      throw new SteerException(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new SteerException(ExitCode.FAILED, "cannot " + files + ": " + e.getMessage(), e);
    }
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
