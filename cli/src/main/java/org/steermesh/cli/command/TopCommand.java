package org.steermesh.cli.command;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.show.Table;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.ModelLoad;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steer top}. */
@Command(
    name = "top",
    description = {
      "Show what generation-service is doing, again and again.",
      "BUSY is the part of the time in which its batch computed. Ctrl-C ends it."
    },
    footer = {"", "Examples:", "  ./steer top", "  ./steer top --every 5 --times 12"})
public final class TopCommand extends MeshCommand {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Time between two looks. Default: ${DEFAULT-VALUE}.")
  private float every;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "0",
      description = "Look so often, then end. Default: ${DEFAULT-VALUE}, until interrupted.")
  private int times;

  /** A command that prints to the context's terminal. */
  public TopCommand(Context context) {
    super(context);
  }

  /** A look at a moment. */
  private record Look(Model model, long nanos) {

    static Look at(MeshClient mesh) {
      Model model =
          MeshClient.unary(mesh.generation()).getModel(GetModelRequest.getDefaultInstance());
      return new Look(model, System.nanoTime());
    }

    ModelLoad load() {
      return model.getLoad();
    }
  }

  @Override
  void run(MeshClient mesh) {
    if (every <= 0 || times < 0) {
      throw new SteerException(ExitCode.USAGE, "--every must be above 0 and --times at least 0");
    }
    Look before = Look.at(mesh);
    for (int i = 0; (times == 0 || i < times) && sleep() && !terminal().out().checkError(); i++) {
      Look now = Look.at(mesh);
      if (terminal().outIsTerminal()) {
        terminal().out().print(CLEAR);
      }
      print(List.of(rates(before, now), counts(now)));
      before = now;
    }
  }

  private boolean sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep((long) (1000 * every));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Table rates(Look before, Look now) {
    double seconds = (now.nanos() - before.nanos()) / 1e9;
    ModelLoad was = before.load();
    ModelLoad is = now.load();
    double busy = (is.getBusyNanoTotal() - was.getBusyNanoTotal()) / 1e9 / seconds;
    return new Table()
        .words("MODEL")
        .numbers("RUNNING")
        .numbers("WAITING")
        .numbers("BUSY")
        .numbers("TOKENS/S")
        .numbers("INPUT/S")
        .numbers("CACHED")
        .numbers("CACHE")
        .row(
            now.model().getName(),
            is.getGeneratingCount() + " of " + is.getGeneratingLimit(),
            is.getWaitingCount() + " of " + is.getWaitingLimit(),
            Shown.decimal(100 * busy, 0) + " %",
            Shown.decimal(
                (is.getGeneratedTokenTotal() - was.getGeneratedTokenTotal()) / seconds, 1),
            Shown.decimal((is.getInputTokenTotal() - was.getInputTokenTotal()) / seconds, 1),
            hitRate(was, is),
            megabytes(is.getCacheByteCount()) + " MB");
  }

  private static String megabytes(long bytes) {
    return Shown.decimal(bytes / 1e6, 1);
  }

  /** The part of the input tokens that were not run because they had been. */
  private static String hitRate(ModelLoad was, ModelLoad is) {
    long input = is.getInputTokenTotal() - was.getInputTokenTotal();
    long cached = is.getCachedTokenTotal() - was.getCachedTokenTotal();
    return input == 0 ? "-" : Shown.decimal(100.0 * cached / input, 0) + " %";
  }

  private static Table counts(Look now) {
    ModelLoad is = now.load();
    return new Table()
        .numbers("FINISHED")
        .numbers("FAILED")
        .numbers("REFUSED")
        .numbers("TOKENS")
        .numbers("RESERVED")
        .numbers("PREFIXES")
        .row(
            Long.toString(is.getFinishedTotal()),
            Long.toString(is.getFailedTotal()),
            Long.toString(is.getRefusedTotal()),
            Long.toString(is.getGeneratedTokenTotal()),
            is.getReservedTokenCount() + " of " + is.getReservedTokenLimit(),
            megabytes(is.getPrefixByteCount())
                + " of "
                + megabytes(is.getPrefixByteLimit())
                + " MB");
  }
}
