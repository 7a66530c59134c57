package org.steermesh.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.mesh.Mesh;
import org.steermesh.cli.mesh.MeshLog;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.mesh.MeshState;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.mesh.RedisUrl;
import org.steermesh.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steer up}: starts a mesh on this machine and stays with it. */
@Command(
    name = "up",
    description = {
      "Start Redis and the four services on this machine and show their logs until Ctrl-C.",
      "Everything listens on 127.0.0.1 only. Data, logs and the state file lie in the data folder."
    },
    footer = {
      "",
      "Examples:",
      "  steer up",
      "  steer up --model ~/models/Llama-3.2-1B --port-base 9000 --data /tmp/mesh",
      "  steer up --redis rediss://user:password@redis.example.org:6380"
    })
public final class UpCommand implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of the model, in Hugging Face layout. Default: the demo model.")
  private @Nullable Path model;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "" + PortPlan.DEFAULT_BASE,
      description =
          "Ports: gRPC of activation N+1, vector N+2, generation N+3, eval N+4; Redis N+9; HTTP"
              + " N+11 to N+14. Default: ${DEFAULT-VALUE}.")
  private int portBase;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder. Default: .steer/data in the project.")
  private @Nullable Path data;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "Use this Redis instead of the embedded one: redis[s]://[[user]:password@]host[:port].")
  private @Nullable String redis;

  /** A command that prints to the context's terminal. */
  public UpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    Instant begun = Instant.now();
    MeshLog log = MeshLog.merged(terminal::result, terminal.outIsTerminal() && terminal.colour());
    try (Mesh mesh =
        Mesh.start(options(), log, started -> MeshSignals.stopOnSignal(started, terminal))) {
      terminal.result(readyLine(mesh.state(), Duration.between(begun, Instant.now())));
      mesh.awaitEnd();
    }
    return 0;
  }

  private MeshOptions options() {
    Path home = context.home();
    return new MeshOptions(
        home,
        absolute(Optional.ofNullable(data).orElse(MeshOptions.defaultData(home))),
        absolute(Optional.ofNullable(model).orElse(MeshOptions.demoModel(home))),
        PortPlan.from(portBase),
        Optional.ofNullable(redis).map(RedisUrl::parse));
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static String readyLine(MeshState state, Duration after) {
    return "ready in %.1f s: ".formatted(after.toMillis() / 1000.0)
        + state.services().stream()
            .map(part -> part.name() + " 127.0.0.1:" + part.grpcPort())
            .collect(Collectors.joining(", "))
        + ", redis "
        + state.redis()
        + " (model "
        + state.model()
        + "; Ctrl-C stops everything)";
  }
}
