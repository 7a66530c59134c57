package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.mesh.Mesh;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.mesh.MeshState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer down}: stops the mesh that {@code steer up} started. */
@Command(
    name = "down",
    description = {
      "Stop the mesh that steer up started, and wait until it is gone.",
      "Its data stays; the next steer up on the same folder finds it."
    },
    footer = {"", "Example:", "  ./steer down --data /tmp/mesh"})
public final class DownCommand implements Callable<Integer> {

  private static final int LIMIT_SECONDS = 90;

  private final Context context;

  @Mixin private OutputForm output;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the mesh. Default: .steer/data in the project.")
  private @Nullable Path data;

  /** A command that prints to the context's terminal. */
  public DownCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Path folder =
        Optional.ofNullable(data).orElse(MeshOptions.defaultData(context.home())).toAbsolutePath();
    Optional<MeshState> state = Mesh.running(folder);
    if (state.isEmpty()) {
      output.tell(
          context.terminal(),
          "no mesh runs on the data in " + folder + "; --data DIR names another folder",
          "stopped",
          null);
      return ExitCode.OK.status();
    }
    state.flatMap(MeshState::launcher).ifPresent(DownCommand::stop);
    output.tell(context.terminal(), "stopped the mesh on " + folder, "stopped", folder.toString());
    return ExitCode.OK.status();
  }

  private static void stop(ProcessHandle launcher) {
    launcher.destroy();
    try {
      launcher.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new SteerException(
          ExitCode.FAILED,
          "process " + launcher.pid() + " does not end within " + LIMIT_SECONDS + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while the mesh stopped", e);
    }
  }
}
