package org.steermesh.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.mesh.BackgroundMesh;
import org.steermesh.cli.mesh.HostedModel;
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
      "Start Redis and the four services on this machine.",
      "Shows their logs until Ctrl-C, which stops everything; with --detach, returns once"
          + " everything is ready. Everything listens on 127.0.0.1 only. Data, logs and the state"
          + " file lie in the data folder. STEER_SERVICE_JAVA_OPTIONS in the environment adds Java"
          + " options to those of the services, for example -Xmx2g."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer up",
      "  ./steer up --detach",
      "  ./steer up --model deploy/local/demo-model --port-base 9000 --data /tmp/mesh",
      "  ./steer up --model ~/gemma-2-2b --sae ~/gemma-scope-2b-pt-res",
      "  ./steer up --adapter /tmp/causes --port-base 9000 --data /tmp/mesh"
    })
public final class UpCommand implements Callable<Integer> {

  private static final String REDIS_VARIABLE = "STEERMESH_REDIS_URL";

  private final Context context;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of the model, in Hugging Face layout. Default: the demo model.")
  private @Nullable Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description =
          "Folder of a LoRA adapter, in PEFT layout, that is added to the model's weights: another"
              + " model, for vectors of its own. Default: none.")
  private @Nullable Path adapter;

  @Option(
      names = "--dtype",
      paramLabel = "FORMAT",
      defaultValue = HostedModel.AUTO,
      description =
          "What the model's matrices are held as: f32; bf16; f16, packed for the CPU; int8, fast and of"
              + " low fidelity; auto: f16 where the checkpoint has 16 bits, else f32. Default:"
              + " ${DEFAULT-VALUE}.")
  private String dtype = HostedModel.AUTO;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = HostedModel.AUTO,
      description =
          "Where the model runs: cpu; cuda, which needs native libraries with CUDA (docs/gpu.md);"
              + " auto: cuda where it can be used. Default: ${DEFAULT-VALUE}.")
  private String device = HostedModel.AUTO;

  @Option(
      names = "--sae",
      paramLabel = "DIR",
      description =
          "Folder to search for sparse autoencoders of the model, in the layouts of Gemma Scope and"
              + " SAELens; repeatable. Default: those of the demo model, if it is hosted as it is.")
  private List<Path> saes = List.of();

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "" + PortPlan.DEFAULT_BASE,
      description =
          "Ports: gRPC of activation N+1, vector N+2, generation N+3, eval N+4; Redis N+9; HTTP"
              + " of health and metrics N+11 to N+14; OpenAI-compatible HTTP N+15. Default:"
              + " ${DEFAULT-VALUE}.")
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
          "Use this Redis instead of the embedded one: redis[s]://[[user]:password@]host[:port]; with"
              + " several hosts and commas between, a cluster;"
              + " redis[s]-sentinel://host,host#master, sentinels. Default: what the variable "
              + REDIS_VARIABLE
              + " says, which hides a password from"
              + " other users.",
      defaultValue = "${env:" + REDIS_VARIABLE + "}")
  private @Nullable String redis;

  @Option(
      names = "--detach",
      description = "Go on in the background; steer down stops it, and nothing else does.")
  private boolean detach;

  /** A command that prints to the context's terminal. */
  public UpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (detach) {
      startInBackground();
    } else {
      stayWithIt();
    }
    return ExitCode.OK.status();
  }

  private void stayWithIt() {
    Terminal terminal = context.terminal();
    Instant begun = Instant.now();
    MeshLog log = MeshLog.merged(terminal::result, terminal.outIsTerminal() && terminal.colour());
    try (Mesh mesh =
        Mesh.start(options(), log, started -> MeshSignals.stopOnSignal(started, terminal))) {
      showReady(mesh.state(), begun);
      terminal.result("Ctrl-C stops everything; meanwhile, in another terminal:");
      terminal.result("  ./steer generate 'How was your day?'" + dataOption());
      mesh.awaitEnd();
    }
  }

  private void startInBackground() {
    Instant begun = Instant.now();
    MeshOptions options = options();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "up",
                "--model=" + options.model().folder(),
                "--dtype=" + dtype,
                "--device=" + device,
                "--port-base=" + portBase,
                "--data=" + options.data()));
    options.model().saes().forEach(folder -> arguments.add("--sae=" + folder));
    options.model().adapter().ifPresent(folder -> arguments.add("--adapter=" + folder));
    Map<String, String> environment = redis == null ? Map.of() : Map.of(REDIS_VARIABLE, redis);
    showReady(BackgroundMesh.start(options, arguments, environment), begun);
    context.terminal().result("  logs        " + options.logs());
    context.terminal().result("stop it with: ./steer down" + dataOption());
  }

  private MeshOptions options() {
    Path home = context.home();
    return new MeshOptions(
        home,
        absolute(Optional.ofNullable(data).orElse(MeshOptions.defaultData(home))),
        new HostedModel(
            absolute(Optional.ofNullable(model).orElse(MeshOptions.demoModel(home))),
            dtype,
            device,
            saeFolders(home),
            Optional.ofNullable(adapter).map(UpCommand::absolute)),
        PortPlan.from(portBase),
        Optional.ofNullable(redis).map(RedisUrl::parse));
  }

  private List<Path> saeFolders(Path home) {
    boolean demo = model == null && adapter == null;
    if (saes.isEmpty() && demo && Files.isDirectory(MeshOptions.demoSaes(home))) {
      return List.of(MeshOptions.demoSaes(home));
    }
    return saes.stream().map(UpCommand::absolute).toList();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private String dataOption() {
    return data == null ? "" : " --data " + data;
  }

  private void showReady(MeshState state, Instant begun) {
    double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    Terminal terminal = context.terminal();
    terminal.result("ready in %.1f s".formatted(seconds));
    for (MeshState.Part part : state.services()) {
      terminal.result("  %-10s  127.0.0.1:%d".formatted(part.name(), part.grpcPort()));
    }
    terminal.result("  openai      http://127.0.0.1:" + state.openAiPort() + "/v1");
    terminal.result("  redis       " + state.redis());
    terminal.result("  model       " + state.model());
    if (adapter != null) {
      terminal.result("  adapter     " + absolute(adapter));
    }
  }
}
