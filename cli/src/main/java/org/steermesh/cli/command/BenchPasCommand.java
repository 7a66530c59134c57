package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.bench.BenchCheckpoint;
import org.steermesh.cli.bench.PasBench;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.Endpoints;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.file.TemporaryFolder;
import org.steermesh.cli.mesh.HostedModel;
import org.steermesh.cli.mesh.Mesh;
import org.steermesh.cli.mesh.MeshLog;
import org.steermesh.cli.mesh.MeshOptions;
import org.steermesh.cli.mesh.PortPlan;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steer bench pas}. */
@Command(
    name = "pas",
    description = {
      "Measure what a whole search of painless activation steering costs.",
      "It starts a mesh with a random checkpoint of the 110m shape, uploads the items, and compares the"
          + " search (200, 100 and 100 items, 10 blocks, 14 strengths, three methods, no controls) with one"
          + " plain forward pass over its prompts plus the extraction passes, and with running every cell"
          + " from scratch. Give the machine nothing else to do."
    },
    footer = {"", "Example:", "  ./steer bench pas --items Age.jsonl"})
public final class BenchPasCommand implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--items",
      required = true,
      paramLabel = "FILE",
      description = "At least 400 items, in the files of a public task.")
  private Path items = Path.of("");

  @Option(
      names = "--task",
      paramLabel = "NAME",
      defaultValue = "bbq",
      description = "The task definition that reads them. Default: ${DEFAULT-VALUE}.")
  private String task = "bbq";

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model in Hugging Face layout, instead of a random one.")
  private Optional<Path> model = Optional.empty();

  /** A command that prints to the context's terminal. */
  public BenchPasCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("steer-bench-pas-")) {
      Path checkpoint =
          model.isPresent()
              ? model.get().toAbsolutePath().normalize()
              : BenchCheckpoint.write(folder.path().resolve("model"));
      MeshOptions options =
          new MeshOptions(
              context.home(),
              folder.path().resolve("data"),
              HostedModel.automatic(checkpoint),
              PortPlan.free(),
              Optional.empty());
      try (Mesh mesh =
              Mesh.start(
                  options,
                  MeshLog.filesOnly(),
                  started -> MeshSignals.stopOnSignal(started, context.terminal()));
          MeshClient client =
              new MeshClient(new Endpoints("127.0.0.1", mesh.options().ports().grpc()))) {
        run(client).forEach(context.terminal()::result);
      }
    }
    return ExitCode.OK.status();
  }

  private List<String> run(MeshClient client) {
    UploadDatasetHeader header =
        UploadDatasetHeader.newBuilder()
            .setDatasetId("bench")
            .setFormat(DatasetFormat.DATASET_FORMAT_TASK)
            .setTask(task)
            .build();
    DatasetUpload.send(client.vectorStreams(), header, items);
    int blocks =
        MeshClient.unary(client.generation())
            .getModel(GetModelRequest.getDefaultInstance())
            .getBlockCount();
    return new PasBench(client, "datasets/bench", context.terminal()).run(blocks);
  }
}
