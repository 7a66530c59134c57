package org.steermesh.cli.command;

import java.nio.file.Path;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Json;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer dataset upload}. */
@Command(
    name = "upload",
    description = {
      "Store labelled data.",
      "When items are bad, each is named with its line and its fault, and nothing is stored. What"
          + " is stored never changes: the same upload again gives what is there."
    },
    footer = {
      "",
      "Example:",
      "  ./steer dataset upload cheerful-train \\",
      "    deploy/local/demo-data/cheerfulness/train.json --behaviour cheerful"
    })
public final class DatasetUploadCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the data set.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description =
          "A JSON array of items {\"question\", \"answer_matching_behavior\": \"(A)\","
              + " \"answer_not_matching_behavior\": \"(B)\"}.")
  private Path file;

  @Option(
      names = "--behaviour",
      paramLabel = "WORD",
      defaultValue = "",
      description = "The behaviour that the matching answers show. Default: the name.")
  private String behaviour;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A note for people.")
  private String description;

  /** A command that prints to the context's terminal. */
  public DatasetUploadCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    Dataset dataset = DatasetUpload.send(mesh.vectorStreams(), header(), file);
    terminal()
        .result(
            output.isJson()
                ? Json.of(dataset)
                : "%s: %d items, digest %s"
                    .formatted(dataset.getName(), dataset.getItemCount(), dataset.getDigest()));
  }

  private UploadDatasetHeader header() {
    return UploadDatasetHeader.newBuilder()
        .setDatasetId(Names.datasetId(name))
        .setFormat(DatasetFormat.DATASET_FORMAT_CAA_JSON)
        .setBehaviour(behaviour)
        .setDescription(description)
        .build();
  }
}
