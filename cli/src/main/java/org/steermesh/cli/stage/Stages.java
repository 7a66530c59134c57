package org.steermesh.cli.stage;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Refusal;

/** Runs the stages of long work, tells how long each took, and names the one that failed. */
public final class Stages {

  private final Consumer<String> reader;
  private final List<Stage> done = new ArrayList<>();

  /** Stages that are told to {@code reader}, one line each. */
  public Stages(Consumer<String> reader) {
    this.reader = reader;
  }

  /** Who is told. */
  public Consumer<String> reader() {
    return reader;
  }

  /** What was done so far, in order. */
  public List<Stage> done() {
    return List.copyOf(done);
  }

  /** Runs one stage; a failure is told with the stage's name and keeps its exit code. */
  public <T> T run(String name, Supplier<T> work) {
    long begun = System.nanoTime();
    T result;
    try {
      result = work.get();
    } catch (StatusRuntimeException e) {
      throw failed(name, Refusal.of(e));
    } catch (SteerException e) {
      throw failed(name, e);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    done.add(new Stage(name, seconds));
    reader.accept(String.format(Locale.ROOT, "%6.1f s  %s", seconds, name));
    return result;
  }

  private static SteerException failed(String name, SteerException cause) {
    return new SteerException(
        cause.exitCode() == ExitCode.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.FAILED,
        "the stage '" + name + "' failed: " + cause.getMessage(),
        cause);
  }
}
