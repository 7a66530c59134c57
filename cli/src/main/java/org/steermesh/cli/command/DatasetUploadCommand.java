package org.steermesh.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.steermesh.cli.Context;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.DatasetUpload;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
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
      "Store labelled data: contrastive pairs or, with --task or --mapping, multiple-choice items.",
      "Of pairs, each bad one is named with its line and its fault, and nothing is stored. Of"
          + " multiple-choice items, those that cannot be used are skipped and counted by reason;"
          + " a file that does not parse is refused. What is stored never changes: the same upload"
          + " again gives what is there."
    },
    footer = {
      "",
      "Examples:",
      "  ./steer dataset upload cheerful-train \\",
      "    deploy/local/demo-data/cheerfulness/train.json --behaviour cheerful",
      "  ./steer dataset upload cheerful-items --task caa \\",
      "    deploy/local/demo-data/cheerfulness/train.json"
    })
public final class DatasetUploadCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the data set.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "A JSON array of items {\"question\", \"answer_matching_behavior\": \"(A)\","
              + " \"answer_not_matching_behavior\": \"(B)\"}; with --task or --mapping, one file or"
              + " several in the task's own form.")
  private List<Path> files;

  @Mixin private TaskDefinitionOptions definition;

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
    UploadDatasetHeader header = header();
    if (header.getFormat() == DatasetFormat.DATASET_FORMAT_CAA_JSON && files.size() > 1) {
      throw new SteerException(
          ExitCode.USAGE,
          "%d files; several are for --task and --mapping only".formatted(files.size()));
    }
    Dataset dataset = DatasetUpload.send(mesh.vectorStreams(), header, files);
    if (output.isJson()) {
      printJson(dataset);
      return;
    }
    terminal()
        .result(
            "%s: %d items%s, digest %s"
                .formatted(
                    dataset.getName(),
                    dataset.getItemCount(),
                    dataset.getTask().isEmpty()
                        ? ""
                        : " of task %s in %d groups"
                            .formatted(dataset.getTask(), dataset.getGroupCount()),
                    dataset.getDigest()));
    TaskTables.skipped(dataset).forEach(line -> terminal().result(line));
  }

  private UploadDatasetHeader header() {
    UploadDatasetHeader.Builder header =
        UploadDatasetHeader.newBuilder()
            .setDatasetId(Names.datasetId(name))
            .setBehaviour(behaviour)
            .setDescription(description);
    definition.apply(header);
    return header.build();
  }
}
