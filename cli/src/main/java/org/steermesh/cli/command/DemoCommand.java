package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Endpoints;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.demo.Demo;
import org.steermesh.cli.file.TemporaryFolder;
import org.steermesh.cli.mesh.HostedModel;
import org.steermesh.cli.mesh.Mesh;
import org.steermesh.cli.mesh.MeshLog;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.cli.stage.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code steer demo}. */
@Command(
    name = "demo",
    description = {
      "Run the whole loop, from nothing to a measured, steered model.",
      "It starts a mesh on free ports, uploads labelled data, builds a vector for each behaviour,"
          + " chooses block and strength on validation items, measures on held-out items and neutral"
          + " text, steers a task from its labels alone beside controls, shows steered and unsteered"
          + " texts side by side, writes a report with plots, and stops everything."
    },
    footer = {"", "Examples:", "  ./steer demo", "  ./steer demo --json > numbers.json"})
public final class DemoCommand implements Callable<Integer> {

  private final Context context;
  private final AtomicReference<@Nullable Mesh> running = new AtomicReference<>();

  @Mixin private OutputForm output;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Another model, in Hugging Face layout. Default: the demo model.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of the mesh; kept. Default: a fresh one, deleted at the end.")
  private Optional<Path> data = Optional.empty();

  @Option(names = "--keep", description = "Keep the fresh data folder, and say where it is.")
  private boolean keep;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the report is written. Default: .steer/report.html in the project.")
  private Optional<Path> report = Optional.empty();

  /** A command that prints to the context's terminal. */
  public DemoCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Consumer<String> reader =
        output.isJson() ? context.terminal()::note : context.terminal()::result;
    if (data.isPresent()) {
      Path folder = data.get().toAbsolutePath().normalize();
      tell(folder, () -> true, reader);
      reader.accept("data: " + folder);
      return ExitCode.OK.status();
    }
    try (TemporaryFolder folder = fresh()) {
      tell(folder.path(), folder::keep, reader);
      if (keep && folder.keep()) {
        reader.accept("data: " + folder.path());
      }
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot use a data folder of its own: " + e.getMessage(), e);
    }
    return ExitCode.OK.status();
  }

  private TemporaryFolder fresh() throws IOException {
    return TemporaryFolder.below(
        context.home().resolve(".steer").toAbsolutePath().normalize(), "demo-", this::stop);
  }

  private void stop() {
    Optional.ofNullable(running.get()).ifPresent(Mesh::close);
  }

  /**
   * Runs the demo, and tells its results.
   *
   * @param keeps whether the folder stays where it is, asked after a failure
   */
  private void tell(Path folder, BooleanSupplier keeps, Consumer<String> reader) {
    try {
      Demo.Outcome outcome = run(folder, reader);
      reader.accept("report: " + outcome.report());
      if (output.isJson()) {
        context.terminal().result(outcome.json());
      }
    } catch (RuntimeException e) {
      if (!keeps.getAsBoolean()) {
        throw e;
      }
      String logs = "logs: " + folder.resolve("logs");
      if (e instanceof SteerException known) {
        throw new SteerException(known.exitCode(), known.getMessage() + "\n" + logs, known);
      }
      context.terminal().note(logs);
      throw e;
    }
  }

  private Demo.Outcome run(Path folder, Consumer<String> reader) {
    Path home = context.home();
    Path local = MeshOptions.demoModel(home).resolveSibling("demo-data");
    Path page = report.orElse(home.resolve(".steer").resolve("report.html")).toAbsolutePath();
    MeshOptions options =
        new MeshOptions(home, folder, hosted(home), PortPlan.free(), Optional.empty());
    Stages stages = new Stages(reader);
    try (Mesh mesh =
            stages.run(
                "start Redis and the four services",
                () -> Mesh.start(options, MeshLog.filesOnly(), this::begin));
        MeshClient client =
            new MeshClient(new Endpoints("127.0.0.1", mesh.options().ports().grpc()))) {
      return Demo.run(client, local, page, stages, context.terminal());
    }
  }

  private void begin(Mesh mesh) {
    running.set(mesh);
    MeshSignals.stopOnSignal(mesh, context.terminal());
  }

  /** The demo model comes with sparse autoencoders of its own. */
  private HostedModel hosted(Path home) {
    if (model.isPresent()) {
      return HostedModel.automatic(model.get().toAbsolutePath().normalize());
    }
    Path demo = MeshOptions.demoModel(home).toAbsolutePath().normalize();
    Path saes = MeshOptions.demoSaes(home).toAbsolutePath().normalize();
    return new HostedModel(
        demo,
        HostedModel.AUTO,
        HostedModel.AUTO,
        Files.isDirectory(saes) ? List.of(saes) : List.of());
  }
}
