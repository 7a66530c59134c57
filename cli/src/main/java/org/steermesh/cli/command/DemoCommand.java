package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.Endpoints;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.demo.Demo;
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
    Path folder = data.map(Path::toAbsolutePath).orElseGet(this::freshFolder).normalize();
    try {
      Demo.Outcome outcome = run(folder, reader);
      reader.accept("report: " + outcome.report());
      if (output.isJson()) {
        context.terminal().result(outcome.json());
      }
    } catch (SteerException e) {
      throw new SteerException(
          e.exitCode(), e.getMessage() + "\nlogs: " + folder.resolve("logs"), e);
    }
    if (data.isEmpty() && !keep) {
      delete(folder);
    } else {
      reader.accept("data: " + folder);
    }
    return ExitCode.OK.status();
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
                () ->
                    Mesh.start(
                        options,
                        MeshLog.filesOnly(),
                        started -> MeshSignals.stopOnSignal(started, context.terminal())));
        MeshClient client =
            new MeshClient(new Endpoints("127.0.0.1", mesh.options().ports().grpc()))) {
      return Demo.run(client, local, page, stages, context.terminal());
    }
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

  private Path freshFolder() {
    try {
      Path parent = Files.createDirectories(context.home().resolve(".steer"));
      return Files.createTempDirectory(parent, "demo-");
    } catch (IOException e) {
      throw new SteerException(ExitCode.FAILED, "cannot make a data folder: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
